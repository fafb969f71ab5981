"""Tables of maps: the register they draw on, their rows, their log, versions, comments and pictures."""

from dataflows.models.accounts import PracticeClaim, Proposal
from dataflows.models.acts import Act, Lineage
from dataflows.models.changes import Change
from dataflows.models.comments import Comment, Moderation, Outcome
from dataflows.models.copies import MapCopy
from dataflows.models.digests import Digest
from dataflows.models.draft_layouts import DraftLayout
from dataflows.models.elements import Flow, FlowDataType, Node
from dataflows.models.filters import SavedFilter
from dataflows.models.interviews import Interview, InterviewLine
from dataflows.models.maps import Map
from dataflows.models.on_screen import OnScreen
from dataflows.models.origins import ImportOrigin
from dataflows.models.pictures import Picture
from dataflows.models.presence import Presence
from dataflows.models.receipts import ImportReceipt
from dataflows.models.redaction import Redaction
from dataflows.models.register import AccessRow, Agreement, DataType, JourneyStage, Storage
from dataflows.models.register_log import RegisterChange
from dataflows.models.reminders import Reminder
from dataflows.models.reviews import Review, ReviewAddress, ReviewLink
from dataflows.models.signing import SignOff
from dataflows.models.versions import Version
from dataflows.models.walls import WallNote, WallPhoto

__all__ = [
    "AccessRow",
    "Act",
    "Agreement",
    "Change",
    "Comment",
    "DataType",
    "Digest",
    "DraftLayout",
    "Flow",
    "FlowDataType",
    "ImportOrigin",
    "ImportReceipt",
    "Interview",
    "InterviewLine",
    "JourneyStage",
    "Lineage",
    "Map",
    "MapCopy",
    "Moderation",
    "Node",
    "OnScreen",
    "Outcome",
    "Picture",
    "PracticeClaim",
    "Presence",
    "Proposal",
    "Redaction",
    "RegisterChange",
    "Reminder",
    "Review",
    "ReviewAddress",
    "ReviewLink",
    "SavedFilter",
    "SignOff",
    "Storage",
    "Version",
    "WallNote",
    "WallPhoto",
]
