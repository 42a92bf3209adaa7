"""The tables. Every table leads with its project; every "one per …" rule is a key.

Events, responses, rulings and the audit list are history: triggers refuse to change or delete them
(db.migrations).
`tickets` and `callbacks` also carry what their events amount to, and `scores` what responses say,
so that queues and groups can be asked for by index; desk writes both in one transaction and
`huifang doctor` compares them.
"""

from db.base import Base as Base
from db.schema.accounts import Account as Account
from db.schema.accounts import AuditEntry as AuditEntry
from db.schema.accounts import OneTimeLink as OneTimeLink
from db.schema.accounts import StaffSession as StaffSession
from db.schema.clients import Client as Client
from db.schema.diaries import Diary as Diary
from db.schema.feeds import Happening as Happening
from db.schema.notices import Notice as Notice
from db.schema.notices import NoticeTarget as NoticeTarget
from db.schema.people import Membership as Membership
from db.schema.people import Place as Place
from db.schema.people import Resident as Resident
from db.schema.people import ResidentCriterion as ResidentCriterion
from db.schema.people import Staff as Staff
from db.schema.photos import Photo as Photo
from db.schema.projects import Number as Number
from db.schema.projects import Project as Project
from db.schema.reports import FeeRate as FeeRate
from db.schema.reports import Report as Report
from db.schema.rulings import HeardNeed as HeardNeed
from db.schema.rulings import NeedResponse as NeedResponse
from db.schema.rulings import Ruling as Ruling
from db.schema.safety import Erasure as Erasure
from db.schema.safety import Outage as Outage
from db.schema.safety import OutageArea as OutageArea
from db.schema.safety import OutageVisit as OutageVisit
from db.schema.scores import Score as Score
from db.schema.scores import Tally as Tally
from db.schema.screens import Screen as Screen
from db.schema.screens import ScreenProject as ScreenProject
from db.schema.surveys import Campaign as Campaign
from db.schema.surveys import Code as Code
from db.schema.surveys import FormulaVersion as FormulaVersion
from db.schema.surveys import Response as Response
from db.schema.surveys import StaffAttempt as StaffAttempt
from db.schema.tickets import CallbackOwed as CallbackOwed
from db.schema.tickets import Import as Import
from db.schema.tickets import Ticket as Ticket
from db.schema.tickets import TicketEvent as TicketEvent
