// Sorts, filters and pages the tables of this page; all text is set as text, never as HTML.
(function () {
  "use strict";
  const number = (n) => n.toLocaleString("zh-CN");

  function make(name, text, parent) {
    const node = document.createElement(name);
    if (text) node.textContent = text;
    parent.append(node);
    return node;
  }

  function order(state) {
    const { rows, keys } = state.content;
    const sought = state.sought.toLowerCase();
    let places = rows.map((_, place) => place);
    if (sought) places = places.filter((p) => rows[p].some((t) => t.toLowerCase().includes(sought)));
    if (state.by === null) return places;
    const own = keys[state.by];
    const key = (p) => (own ? own[p] : rows[p][state.by]);
    const missing = (p) => key(p) === null || rows[p][state.by] === "—";
    return places.sort((a, b) => {
      if (missing(a) || missing(b)) return missing(a) - missing(b) || a - b;
      const x = key(a), y = key(b);
      const less = typeof x === "number" ? x - y : String(x).localeCompare(String(y), "zh-CN");
      return (less || a - b) * (less ? state.way : 1);
    });
  }

  function draw(state) {
    const places = order(state);
    const pages = Math.max(1, Math.ceil(places.length / state.size));
    state.page = Math.min(state.page, pages - 1);
    const from = state.page * state.size;
    const seen = places.slice(from, from + state.size);
    state.body.replaceChildren();
    for (const place of seen) {
      const line = make("tr", "", state.body);
      state.content.rows[place].forEach((text, column) => {
        const cell = make("td", text, line);
        if (state.content.right[column]) cell.className = "zs-right";
      });
    }
    const { total, rows } = state.content;
    const held = total > rows.length ? `（可翻看前 ${number(rows.length)} 行）` : "";
    const found = state.sought ? `，筛选出 ${number(places.length)} 行` : "";
    const range = seen.length ? `第 ${number(from + 1)}–${number(from + seen.length)} 行` : "0 行";
    state.count.textContent = `共 ${number(total)} 行${held}${found}，显示${range}`;
    state.back.disabled = state.page === 0;
    state.on.disabled = state.page >= pages - 1;
    state.back.hidden = state.on.hidden = places.length <= state.size && !state.page;
    state.heads.forEach((head, column) => {
      const way = state.by === column ? (state.way > 0 ? "ascending" : "descending") : "none";
      head.setAttribute("aria-sort", way);
    });
  }

  function bar(state, table) {
    const line = document.createElement("div");
    line.className = "zs-bar";
    table.querySelector(".zs-count").before(line);
    const sought = make("input", "", line);
    sought.type = "search";
    sought.placeholder = "筛选";
    sought.setAttribute("aria-label", "筛选各行");
    sought.addEventListener("input", () => { state.sought = sought.value.trim(); state.page = 0; draw(state); });
    sought.addEventListener("keydown", (event) => event.stopPropagation());
    state.back = make("button", "上一页", line);
    state.on = make("button", "下一页", line);
    state.back.addEventListener("click", () => { state.page -= 1; draw(state); });
    state.on.addEventListener("click", () => { state.page += 1; draw(state); });
    line.hidden = state.content.rows.length <= state.size;
  }

  function sorts(state, head, column) {
    head.classList.add("zs-sorts");
    head.tabIndex = 0;
    const turn = () => {
      const again = state.by === column;
      state.by = again && state.way < 0 ? null : column;
      state.way = again ? -state.way : 1;
      state.page = 0;
      draw(state);
    };
    head.addEventListener("click", turn);
    head.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.stopPropagation();
      turn();
    });
  }

  for (const table of document.querySelectorAll(".zs-table:not([data-ready])")) {
    const held = table.querySelector('script[type="application/json"]');
    if (!held) continue;
    table.dataset.ready = "yes";
    const state = {
      content: JSON.parse(held.textContent), size: Number(table.dataset.rows), page: 0, by: null, way: 1,
      sought: "", body: table.querySelector("tbody"), heads: [...table.querySelectorAll("th")],
      count: table.querySelector(".zs-count"),
    };
    bar(state, table);
    state.heads.forEach((head, column) => sorts(state, head, column));
    draw(state);
  }
})();
