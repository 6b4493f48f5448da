"""Words by which a firm's name shows, or does not show, that it belongs to a great group.

Comes in: nothing. Goes out: patterns for `zsanalytics.measures.companies`. A brand followed by the
trade of a small shop proves nothing: such a name stays unverified.
"""

from __future__ import annotations

import re

FORM = re.compile(r"(股份有限责任公司|有限责任公司|股份有限公司|有限公司|股份公司|总公司|公司)$")
LEGAL = re.compile(r"(?:集团|控股|股份|实业)+$")
ENGLISH_FORM = re.compile(
    r"(?:china|corporation|corp|company|co|limited|ltd|inc|plc|group|holdings?|ag|se|sa|nv|gmbh)$"
)
BRANCH = re.compile(r"^(.*(?:公司|集团|厂|行))(?!$).*(分公司|分行|支行|分厂|办事处|代表处|项目部)$")
NO_COMPANY = re.compile(
    r"(大学|学院|学校|[小中]学|医院|协会|学会|商会|联合会|研究会|委员会|政府|基金会|街道办事处|管理处|个体|"
    r"合作社|商[贸店]?行|贸易行|经营部|经销部|专卖店|门市部|幼儿园|购销站|养殖场|手机店|网吧|驾校)$"
)
STREET = re.compile(r"路(?!桥)|[街巷村镇]|小区|大厦|广场")
AFTER_NAME = re.compile(  # what may follow a group's name that does not end in 集团
    r"股份|集团|控股|有限|公司|投资|新能源|第|[一二三四五六七八九十]+(?:[局冶处]|建设)|"
    r"西北|华北|东北|西南|华东|华南|中南"
)
GENERIC = re.compile(
    r"能源|建设|建工|建筑|交通|投资|钢铁|工业|控股|集团|实业|高速|煤业|煤炭|化工|农业|黄金|医药|汽车|有色|"
    r"金属|产业|发展|开发|城市|城投|国际|科技|新材料|材料|物流|商贸|贸易|电子|电力|电气|纺织|食品|重工|石化|石油"
)
INDUSTRY = re.compile(  # a member of an industrial group says one of these
    r"集团|股份|控股|有限|公司|投资|科技|技术|能源|材料|新材|制造|工业|食品|药业|制药|医药|农牧|饲料|"
    r"电气|电器|汽车|化工|物流|健康|环保|智能|电子|生物|装备|矿业|智造|电池|纺织|建材|面粉|软件|数字"
)
TRADE = re.compile(  # and here a group's own name ends before its trade
    r"大健康|信息|防水|调味|肉制品|纸业|水泥|铝业|保险|速递|快递|供应链|冶金|特钢|橡胶|置业|光能"
)
HUMBLE = re.compile(  # trades of small firms, which borrow great names
    r"防水|装饰|装潢|广告|眼镜|幼儿园|餐饮|餐厅|饭店|小吃|火锅|烟酒|茶叶|婚庆|摄影|影城|家政|保洁|门窗|"
    r"家具|汽修|维修|修理|劳务|药房|种羊|搬家|宾馆|服饰|美容|养生|开锁|电脑|图文|文印|搬运|造价|监理|养老|"
    r"租赁站|农贸|小额贷款|典当|汽车销售|汽车服务"
)
ANYBODY = re.compile(  # trades that tell nothing after a place and a short brand
    r"贸易|商贸|经贸|工贸|旅游|文化|教育|培训|咨询|酒业|种业|种植|农机|旅行|传媒|混凝土|商砼|物流|物业|厂$"
)
LUCKY = re.compile(  # 华能|恒通电力设备, 中核|中天建设: a lucky word of the firm's own
    r"[华泰天恒鑫盛鸿宏昌隆兴瑞祥达顺利源诚信德润嘉永安康福金银龙凤凯中盈丰茂联众创亿万豪宇腾飞旭晟晨宸工通]{2}"
)
BUILDER = re.compile(r"..(?:建设|建筑|建工|实业|商贸|贸易|置业|工程(?!局|技术))")
VAGUE = re.compile(  # words of every trade: after a place they count only next to the brand
    r"科技|技术|投资|集团|股份|控股|国际|发展|实业|产业|商业|服务|智能|数字|物流|工业|材料"
)
SPLIT = re.compile(  # a brand's last character and the next are one word: 中建|材料 is 中 建材料
    r"电[子器力气缆机商梯池站网信]|材[料质]|冶金|建[设筑材工]|能源|核[桃心]|车[辆间]|交[通易]|化[工学]"
)
COMMON = re.compile(  # own names that are also common words or names of places
    "太平洋|红太阳|太平鸟|稻花香|富春江|扬子江|新长江|大东海|海外海|万事利|云账户|家家悦|农六师|心里程|"
    "中盛世|东方恒信|东方润安|中力资源|兴华财富|蓝色光标|同程旅行|东吴黄金|金田阳光"
)
CITIES = (  # large cities outside the book's places that may stand before a brand
    "石家庄|唐山|秦皇岛|邯郸|保定|张家口|沧州|太原|大同|长治|晋中|朔州|呼和浩特|包头|鄂尔多斯|乌兰察布|巴彦淖尔|"
    "通辽|赤峰|沈阳|大连|鞍山|长春|哈尔滨|大庆|南京|无锡|徐州|常州|苏州|南通|连云港|淮安|盐城|扬州|镇江|泰州|宿迁|"
    "杭州|宁波|温州|嘉兴|湖州|绍兴|金华|义乌|衢州|台州|合肥|芜湖|蚌埠|马鞍山|铜陵|安庆|滁州|阜阳|六安|福州|厦门|泉州|"
    "漳州|宁德|南昌|九江|上饶|赣州|宜春|新余|济南|青岛|淄博|枣庄|东营|烟台|潍坊|济宁|泰安|日照|临沂|德州|聊城|滨州|菏泽|"
    "郑州|洛阳|开封|平顶山|安阳|新乡|焦作|许昌|南阳|商丘|信阳|武汉|黄石|十堰|宜昌|襄阳|荆门|荆州|长沙|株洲|湘潭|衡阳|"
    "岳阳|常德|广州|深圳|珠海|汕头|佛山|韶关|湛江|肇庆|惠州|东莞|南宁|柳州|桂林|北海|海口|三亚|成都|自贡|攀枝花|泸州|"
    "德阳|绵阳|乐山|宜宾|眉山|凉山|贵阳|遵义|毕节|昆明|曲靖|玉溪|保山|丽江|楚雄|大理|拉萨|西安|铜川|宝鸡|咸阳|渭南|"
    "延安|汉中|榆林|安康|商洛|西宁|海西|海东|格尔木|德令哈|银川|石嘴山|吴忠|固原|中卫|宁东|乌鲁木齐|克拉玛依|吐鲁番|"
    "哈密|昌吉|阿克苏|喀什|和田|伊犁|石河子|准东"
)
