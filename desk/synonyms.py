"""Synonyms (同义词): how other systems head their columns, and what they call our codes."""

from desk.mapping import Field
from domain.tickets import Category, Channel, Kind, Severity

F = Field
# The likelier heading first; compared without case, and with spaces for underscores.
HEADINGS: dict[Field, tuple[str, ...]] = {
    F.SOURCE_REF: (
        *(
            "留言编号",
            "工单编号",
            "工单号",
            "投诉编号",
            "报修编号",
            "单据编号",
            "流水号",
            "单号",
            "编号",
        ),
        *("case enquiry id", "case id", "case number", "ticket id", "ticket number", "ticket no"),
        *("request id", "reference", "ref", "id", "number", "no."),
    ),
    F.RECEIVED: (
        *("留言时间", "受理时间", "受理日期", "登记时间", "登记日期", "报修时间", "报修日期"),
        *(
            "投诉时间",
            "投诉日期",
            "来电时间",
            "创建时间",
            "提交时间",
            "接单时间",
            "反映时间",
            "日期",
        ),
        *("open dt", "opened", "opened at", "date opened", "received", "received at", "created"),
        *("created at", "created date", "submitted", "reported", "reported at", "date"),
    ),
    F.OCCURRED: ("发生时间", "事发时间", "occurred", "occurred at", "incident date"),
    F.TARGET: (
        *("要求完成时间", "截止时间", "截止日期", "办结期限", "期限", "承诺完成时间"),
        *("target dt", "target date", "deadline", "due", "due date", "due at"),
    ),
    F.RESOLVED: ("完成时间", "维修完成时间", "处理完成时间", "完工时间", "resolved", "resolved at"),
    F.REPLIED: ("回复时间", "反馈时间", "replied", "replied at", "response date"),
    F.CLOSED: (
        *("答复时间", "办结时间", "办结日期", "关闭时间", "结案时间", "关单时间", "完结时间"),
        *("closed dt", "closed", "closed at", "closed date", "date closed", "completed at"),
    ),
    F.SUBJECT: (
        *("留言主题", "主题", "标题", "事由", "投诉事项", "报修事项", "事项"),
        *("case title", "subject", "title", "summary"),
    ),
    F.TOPIC: (
        "问题类别",
        "问题分类",
        "投诉类别",
        "类别",
        "分类",
        "小类",
        "topic",
        "category",
        "type",
    ),
    F.WORDS: (
        *(
            "留言详情",
            "投诉内容",
            "报修内容",
            "问题描述",
            "反映内容",
            "诉求内容",
            "内容",
            "详情",
            "描述",
        ),
        *("description", "details", "complaint", "request", "text", "message"),
    ),
    F.ASKS: ("诉求", "业主诉求", "要求", "wishes", "asks"),
    F.COMPLAINED_OF: ("被投诉人", "被投诉部门", "投诉对象", "complained of"),
    F.PLACE: ("地点", "位置", "地址", "报修地点", "location", "address", "place"),
    F.BUILDING: ("楼栋", "楼号", "栋号", "楼栋号", "building", "property id", "building id"),
    F.UNIT: ("房号", "房间号", "单元房号", "户号", "unit", "apartment", "flat", "room"),
    F.RESIDENT: (
        *(
            "留言用户",
            "业主姓名",
            "业主",
            "住户",
            "住户姓名",
            "客户姓名",
            "报修人",
            "投诉人",
            "联系人",
        ),
        *("姓名", "resident", "name", "customer", "caller", "reported by"),
    ),
    F.PHONE: ("联系电话", "电话", "手机", "手机号", "电话号码", "phone", "telephone", "mobile"),
    F.NOTE: (
        *("处理结果", "办理结果", "处理情况", "结案原因", "维修结果"),
        *("closure reason", "resolution", "outcome", "result", "closing note"),
    ),
    F.REPLY: ("答复意见", "答复内容", "回复内容", "答复", "回复", "reply", "response", "answer"),
    F.KIND: ("工单类型", "业务类型", "服务类型", "类型", "kind", "ticket type", "request type"),
    F.SEVERITY: ("紧急程度", "严重程度", "级别", "优先级", "severity", "priority", "urgency"),
    F.CHANNEL: ("来源", "渠道", "受理渠道", "来电渠道", "source", "channel", "origin"),
    F.DEPARTMENT: ("责任部门", "处理部门", "承办单位", "部门", "department", "team", "queue"),
    F.STATUS: ("状态", "工单状态", "处理状态", "status", "case status", "state"),
}

# A value that holds one of these words means the code; the first that fits decides.
VALUES: dict[Field, dict[str, tuple[str, ...]]] = {
    F.KIND: {
        Kind.COMPLAINT: ("投诉", "complaint"),
        Kind.REPAIR: ("报修", "维修", "repair", "maintenance"),
        Kind.HELP: ("求助", "help"),
        Kind.SPECIAL_SERVICE: ("特约", "有偿", "special"),
        Kind.ENQUIRY: ("咨询", "询问", "enquiry", "inquiry", "question"),
        Kind.LETTER: ("来函", "信函", "letter"),
        Kind.OTHER_SERVICE: (
            "装修",
            "搬",
            "停车",
            "收费",
            "违章",
            "巡",
            "入伙",
            "建议",
            "其他",
            "other",
        ),
    },
    F.CATEGORY: {
        Category.ENGINEERING_QUALITY: ("工程质量", "engineering"),
        Category.PLANNING_DESIGN: ("规划", "设计", "design"),
        Category.SALES: ("销售", "sales"),
        Category.PROPERTY_MANAGEMENT: ("物业", "property"),
        Category.CUSTOMER_SERVICE: ("客户服务", "客服", "customer"),
        Category.OTHER: ("其他", "other"),
    },
    F.SEVERITY: {
        Severity.MAJOR: ("重大", "特急", "major", "critical"),
        Severity.IMPORTANT: ("重要", "紧急", "加急", "important", "urgent", "high"),
        Severity.MINOR: ("轻微", "一般", "普通", "minor", "normal", "low"),
    },
    F.CHANNEL: {
        Channel.HOTLINE: ("热线", "12345", "hotline"),
        Channel.PHONE: ("电话", "来电", "phone", "call"),
        Channel.VISIT: ("来访", "前台", "上门", "visit", "walk", "desk"),
        Channel.QR: ("扫码", "二维码", "qr"),
        Channel.APP: ("app", "微信", "小程序", "网", "公众号", "web", "online", "self service"),
        Channel.MAIL: ("邮件", "来信", "mail"),
        Channel.PATROL: ("巡查", "巡检", "patrol", "employee"),
    },
    F.STATUS: {
        "open": ("未", "待", "处理中", "进行中", "open", "pending", "progress", "new"),
        "closed": ("已", "完", "结", "关闭", "closed", "done", "complete", "resolved"),
    },
}
ELSE: dict[Field, str] = {
    F.KIND: Kind.OTHER_SERVICE,
    F.CHANNEL: Channel.IMPORT,
    F.SEVERITY: Severity.MINOR,
}

# Families that exclude one another: a file keeps to one order of day, month and year.
_TIMES = (" %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", "")
YEAR_FIRST = (
    *(f"%Y-%m-%d{time}" for time in _TIMES),
    *(f"%Y/%m/%d{time}" for time in _TIMES),
    *(f"%Y.%m.%d{time}" for time in _TIMES),
    *(f"%Y年%m月%d日{time}" for time in (*_TIMES, "%H时%M分", " %H时%M分")),
    *("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S%z"),
)
MONTH_FIRST = tuple(f"%m{mark}%d{mark}%Y{time}" for mark in "/-" for time in _TIMES)
DAY_FIRST = tuple(f"%d{mark}%m{mark}%Y{time}" for mark in "/-." for time in _TIMES)
ORDERS = (YEAR_FIRST, MONTH_FIRST, DAY_FIRST)
