"""The verbs that move a case; each goes through the one private verb in `moves`."""

from opinions.services.cases.ascending import answer_above, hand_up, send_down
from opinions.services.cases.chain import Handing, Screening, approve, audit, refer, screen, send_back
from opinions.services.cases.handling import Answer, accept, decline, remind, reply, return_reply, supervise, withdraw
from opinions.services.cases.keeping import Correction, Telling, correct_opinion, give_feedback, void_opinion
from opinions.services.cases.limits import ask_extension, decide_extension, pause, resume
from opinions.services.cases.merging import merge, unmerge
from opinions.services.cases.moves import NotPossible, SomebodyWasFaster
from opinions.services.cases.promises import Check, check_promise
from opinions.services.cases.reassigning import Reassignment, reassign
from opinions.services.cases.settling import Settling, settle
from opinions.services.cases.splitting import Splitting, split

__all__ = [
    "Answer",
    "Check",
    "Correction",
    "Handing",
    "NotPossible",
    "Reassignment",
    "Screening",
    "Settling",
    "SomebodyWasFaster",
    "Splitting",
    "Telling",
    "accept",
    "answer_above",
    "approve",
    "ask_extension",
    "audit",
    "check_promise",
    "correct_opinion",
    "decide_extension",
    "decline",
    "give_feedback",
    "hand_up",
    "merge",
    "pause",
    "reassign",
    "refer",
    "remind",
    "reply",
    "resume",
    "return_reply",
    "screen",
    "send_back",
    "send_down",
    "settle",
    "split",
    "supervise",
    "unmerge",
    "void_opinion",
    "withdraw",
]
