"""Workbook files made byte by byte, for the tests of intake."""

import io
import zipfile

XLS = (  # 汇总表: a merged title, 5.3%, a date, 1,234.50, a hidden row; 隐 is a hidden sheet
    "c-rk)OGs2<6#mYgJI*5?Gd>CxWEjxOBn&q}=*^&9CDx{hD77R*(-_=TP^L{75eR`;v=J<bz-rTj9@MH9fl`Yg2()nJ"
    "Dkx~7-p)C5C&x$RKncqIF8}$@J^z3Hd+s^sf80AZ8Xg~dSTunJsDTHwb^sYEGU5_Q-h{yIwk>S3_H(gatSSWj9LNkW"
    "o@KrBNem_46EN_=e9aX2!sRedqrS7FC9;Cpr8YE?*icO-=bnLET(VK9cI7HPrZi9KeeL^P=}whgQ(Db^$LSD8t@`rq"
    "P97gLqS}_tl<-(}KB;6I3h-9)_(DG=`g&0tJK5B}<{L`PObmmQpsuB(B_{U)+=dBMZmldWF^h2r>p*9axT5Gf62&R5"
    "{U@RrM?PoHFn-t(;Cph3colKwD=R0k{O5eR?+<c6M|UZCfCIghJP31<{JO#U(G9ziWFEzNK3z4X#Y1)NI~rU2;;eNp"
    "Lz0ZBe_$FLbPpk2XUNw&I2gg@BN0>$1Z8W{r6@FSDaz6bn#uGya+DA2G!3!&(|5nU-`m_^9aTxUZa;~^OT{eMxF{N|"
    "oSm|P2`N{NElPWI)MDj}l;-n{;JU1#z+v|EYM)EmTE@?*QhcyBrtq7Xk5BD;QWF1aZDxL?ZsKhI$VY34r$~UUC%t-6"
    "K^1iKhTy4{tjSr<J}WI;w6yt+klOEo?Yu}1W)M_1tn{VciFd?5(w`Re_pld87tSlSjgw>1d)5o)#il&;yfOH#r}})3"
    "uAyTkbR(?mHT)_IvsBu3yQjIa&l^G6__<wTHp#Y-<8cEuMlK$SGB3(=Sc!PkZ@OCJO_=ZFM7+gM>QyY|RTnN?xNzaZ"
    "g^Ry{^pGY;MaZ`vpMVkvF`x5aXNJqH`<rCVVm~_h>f-OZ-RR&t#^3hoU_HE)9E+Bzll)&OIKWSjp$*MyM_bzY%Li#n"
    "eV=73hW_0YO85D*>Dc+7pZ^Qe>l)q"
)


def table(cells):
    return {row.cell: row.value for row in cells.itertuples()}


def shown(cells):
    return {row.cell: row.text for row in cells.itertuples() if isinstance(row.text, str)}


def sheet_xml(body, tail="", workbook="", worksheet=None, **parts):
    """Write the smallest workbook around the rows of one sheet."""
    data = io.BytesIO()
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("[Content_Types].xml", "<Types/>")
        box.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="r">{workbook}<sheets>'
            '<sheet name="表" sheetId="1" r:id="a"/></sheets></workbook>',
        )
        box.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="a" Type="x/worksheet" Target="s.xml"/>'
            '<Relationship Id="b" Type="x/sharedStrings" Target="t.xml"/>'
            '<Relationship Id="c" Type="x/styles" Target="u.xml"/></Relationships>',
        )
        box.writestr(
            "xl/s.xml",
            worksheet
            or f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{main}">'
            f"<sheetData>{body}</sheetData>{tail}</worksheet>",
        )
        for name, text in parts.items():
            box.writestr(f"xl/{name}.xml", text)
    return data.getvalue()


def write(path, data):
    path.write_bytes(data)
    return path


def ods(content):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as box:
        box.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        box.writestr(
            "content.xml",
            '<d:document-content xmlns:d="o" xmlns:table="t" xmlns:office="f" xmlns:text="x" '
            f'xmlns:style="s" xmlns:calcext="c"><office:spreadsheet>{content}</office:spreadsheet>'
            "</d:document-content>",
        )
    return data.getvalue()
