"""Words of rolls (住户名册): how other systems head their columns, and what they call our codes."""

from enum import StrEnum

from domain.residents import Criterion, Importance, Mindset, Party, PropertyType, Tenure


class Column(StrEnum):
    """What a column of a roll can be; a criterion has a column of its own, yes or no."""

    BUILDING = "building"
    UNIT = "unit"
    NAME = "name"
    PHONE = "phone"
    TENURE = "tenure"
    PARTY = "party"
    IMPORTANCE = "importance"
    MINDSET = "mindset"
    PROPERTY_TYPE = "property_type"
    AREA = "area"
    HOUSEHOLD_SIZE = "household_size"
    NOTE = "note"
    COMMITTEE = "committee"
    PREPARATION = "preparation"
    VOLUNTEER = "volunteer"
    PREJUDICED = "prejudiced"
    SPECIAL_NEED = "special_need"
    MEDICAL_DEVICE = "medical_device"
    ALONE = "alone"


C = Column
CRITERIA = {Column(one.value): one for one in Criterion}

# The likelier heading first; compared without case, and with spaces for underscores.
HEADINGS: dict[Column, tuple[str, ...]] = {
    C.BUILDING: ("楼栋", "楼号", "栋号", "楼栋号", "幢号", "楼宇", "building", "block", "tower"),
    C.UNIT: (
        *("房号", "房间号", "单元房号", "户号", "门牌号", "房屋", "房产", "房屋编号", "室号"),
        *("unit", "apartment", "flat", "room", "unit no", "unit number", "door"),
    ),
    C.NAME: (
        *("姓名", "业主姓名", "住户姓名", "客户姓名", "业主", "住户", "客户名称", "联系人"),
        *("name", "resident", "owner", "customer", "full name"),
    ),
    C.PHONE: (
        *("联系电话", "手机", "手机号", "手机号码", "电话", "电话号码", "联系方式"),
        *("phone", "telephone", "mobile", "phone number"),
    ),
    C.TENURE: ("身份", "住户类型", "业主类型", "客户身份", "与业主关系", "居住性质", "tenure"),
    C.PARTY: ("客户类型", "客户性质", "业主性质", "个人/单位", "party"),
    C.IMPORTANCE: ("客户级别", "客户等级", "重要程度", "importance", "customer grade"),
    C.MINDSET: ("关注点", "客户偏好", "mindset", "looks first at"),
    C.PROPERTY_TYPE: ("物业类型", "房屋类型", "房屋用途", "业态", "property type", "usage"),
    C.AREA: (
        *("建筑面积", "面积", "专有面积", "产权面积", "建筑面积(㎡)", "建筑面积（㎡）"),
        *("area", "floor area", "area m2", "sqm"),
    ),
    C.HOUSEHOLD_SIZE: (
        *("家庭人数", "家庭人口", "常住人口", "居住人数", "入住人数", "人数"),
        *("household size", "household", "people", "occupants"),
    ),
    C.NOTE: ("备注", "服务备注", "说明", "note", "notes", "remark", "remarks"),
    C.COMMITTEE: ("业委会成员", "业委会委员", "committee member", "committee"),
    C.PREPARATION: ("筹备组成员", "筹备组", "preparatory group"),
    C.VOLUNTEER: ("志愿者", "有影响力的志愿者", "volunteer"),
    C.PREJUDICED: ("有成见", "prejudiced"),
    C.SPECIAL_NEED: ("特殊需求", "特殊服务需求", "special need", "special service need"),
    C.MEDICAL_DEVICE: (
        *("维生设备", "生命维持设备", "医疗设备", "家用医疗设备", "呼吸机"),
        *("medical device", "life support"),
    ),
    C.ALONE: ("独居", "独居老人", "独居老人/残障", "残障独居", "孤老", "lives alone", "alone"),
}

# A cell that holds one of these words means the code; the first that fits decides.
VALUES: dict[Column, dict[str, tuple[str, ...]]] = {
    C.TENURE: {
        Tenure.TENANT: ("租", "tenant", "renter", "lessee"),
        Tenure.OTHER: ("家属", "亲属", "配偶", "父", "子", "其他", "同住", "other", "family"),
        Tenure.OWNER: ("业主", "产权", "户主", "本人", "owner"),
    },
    C.PARTY: {
        Party.ORGANISATION: ("单位", "企业", "公司", "法人", "机构", "organi", "company"),
        Party.PERSON: ("个人", "自然人", "person", "individual", "private"),
    },
    C.IMPORTANCE: {
        Importance.STRATEGIC: ("战略", "strategic"),
        Importance.IMPORTANT: ("重要", "重点", "vip", "important", "key"),
        Importance.ORDINARY: ("普通", "一般", "ordinary", "normal", "regular"),
    },
    C.MINDSET: {
        Mindset.SERVICE: ("服务", "service"),
        Mindset.OPINION: ("舆论", "意见", "口碑", "opinion"),
        Mindset.COST: ("成本", "费用", "价格", "cost", "price"),
    },
    C.PROPERTY_TYPE: {
        PropertyType.SHOP: ("商铺", "商业", "店", "底商", "shop", "retail"),
        PropertyType.OFFICE: ("写字楼", "办公", "office"),
        PropertyType.HOUSE: ("别墅", "排屋", "house", "villa"),
        PropertyType.FLAT: ("住宅", "公寓", "高层", "洋房", "flat", "apartment", "residential"),
        PropertyType.OTHER: ("其他", "车位", "车库", "other", "parking"),
    },
}
YES = frozenset({"是", "有", "√", "✓", "y", "yes", "true", "1", "x"})
NO = frozenset({"否", "无", "没有", "不", "×", "n", "no", "false", "0", "-"})
