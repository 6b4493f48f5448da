// Two comforts; the page is complete without them: a card that says where a number comes from,
// and figures that answer to the pointer.
(() => {
  "use strict";
  const card = document.getElementById("card");
  let asked = null;

  const explain = (link) => {
    const origin = document.getElementById("fact-" + link.dataset.fact);
    if (!origin || !card.showPopover) return false;
    card.replaceChildren(...[...origin.cloneNode(true).childNodes]);
    card.showPopover();
    if (window.innerWidth > 640) {
      const box = link.getBoundingClientRect();
      const below = box.bottom + card.offsetHeight + 8 < window.innerHeight;
      card.style.left = Math.max(8, Math.min(box.left, window.innerWidth - card.offsetWidth - 16)) + "px";
      card.style.top = Math.max(8, below ? box.bottom + 6 : box.top - card.offsetHeight - 6) + "px";
    }
    asked = link;
    card.focus({ preventScroll: true });
    return true;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.fact");
    if (link && explain(link)) event.preventDefault();
  });
  card.addEventListener("toggle", (event) => {
    if (event.newState !== "closed" || !asked) return;
    if (card.contains(document.activeElement) || document.activeElement === document.body) {
      asked.focus({ preventScroll: true });
    }
    asked = null;
  });
  const opened = () => {
    const row = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const details = row && row.closest("details");
    if (details) { details.open = true; row.scrollIntoView(); }
  };
  window.addEventListener("hashchange", opened);
  opened();

  const library = document.currentScript.dataset.plotly;
  const figures = [...document.querySelectorAll("[data-plotly].screen")];
  if (!library || !figures.length || !window.IntersectionObserver) return;
  const draw = (box) => {
    const spec = JSON.parse(document.getElementById(box.dataset.plotly).textContent);
    box.hidden = false;
    box.style.minWidth = (spec.layout.meta?.least_width ?? 0) + "px";
    box.parentElement.classList.add("live");
    window.Plotly.newPlot(box, spec.data, spec.layout, { displayModeBar: false, responsive: true });
  };
  let loading = null;
  const loaded = () => loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = library;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries.filter((one) => one.isIntersecting)) {
      watcher.unobserve(entry.target);
      const box = entry.target.querySelector(".screen");
      loaded().then(() => draw(box)).catch(() => {}); // the drawing stays
    }
  }, { rootMargin: "300px" });
  figures.forEach((box) => watcher.observe(box.parentElement));
})();
