"""The verbs that move a case; each goes through the one private verb in `moves`."""

from opinions.services.cases.chain import Handing, Screening, approve, audit, refer, screen, send_back
from opinions.services.cases.handling import Answer, accept, decline, remind, reply, return_reply, supervise, withdraw
from opinions.services.cases.keeping import Correction, Telling, correct_opinion, give_feedback, void_opinion
from opinions.services.cases.merging import merge, unmerge
from opinions.services.cases.moves import NotPossible, SomebodyWasFaster
from opinions.services.cases.settling import Settling, settle

__all__ = [
    "Answer",
    "Correction",
    "Handing",
    "NotPossible",
    "Screening",
    "Settling",
    "SomebodyWasFaster",
    "Telling",
    "accept",
    "approve",
    "audit",
    "correct_opinion",
    "decline",
    "give_feedback",
    "merge",
    "refer",
    "remind",
    "reply",
    "return_reply",
    "screen",
    "send_back",
    "settle",
    "supervise",
    "unmerge",
    "void_opinion",
    "withdraw",
]
