"""The legal pairs, written a second time by hand: what each role may do in each state, and where it leads."""

import pytest

from opinions import workflow
from opinions.choices import State
from stations.choices import Role

pytestmark = pytest.mark.markup
S, D, H, O, C = "liaison_officer", "deputy_head", "head", "office", "department_clerk"  # noqa: E741

# action: {state: (roles, targets)}
LEGAL = {
    "screen": {"screening": ({S}, {"auditing", "approving", "referring"})},
    "split": {"screening": ({S}, {"screening"})},
    "audit": {"auditing": ({D}, {"approving", "referring"})},
    "approve": {"approving": ({H}, {"referring", "handling"})},
    "refer": {"referring": ({S, D, H, O}, {"handling"}), "above": ({O}, {"handling"})},
    "hand_up": {"referring": ({S, D, H, O}, {"above"}), "above": ({O}, {"above"})},
    "answer": {"above": ({O}, {"feedback"})},
    "send_down": {"above": ({O}, {"referring", "above"})},
    "accept": {"handling": ({C}, {"handling"})},
    "decline": {"handling": ({C}, {"referring", "above", "handling", "feedback"})},
    "reply": {"handling": ({C}, {"handling", "feedback"})},
    "return_reply": {"handling": ({S, D, H, O}, {"handling"}), "feedback": ({S, D, H, O}, {"handling", "above"})},
    "send_back": {
        "auditing": ({D}, {"screening"}),
        "approving": ({H}, {"auditing", "screening"}),
        "referring": ({S, D, H, O}, {"approving", "auditing", "screening"}),
    },
    "withdraw": {"handling": ({D, H, O}, {"referring", "above"})},
    "feedback": {"feedback": ({S, D, H}, {"closed", "feedback", "referring", "above"})},
    "extend": {"handling": ({C}, {"handling"})},
    "grant": {"handling": ({H, O}, {"handling"})},
    "pause": {"handling": ({S, D, H, O}, {"handling"})},
    "resume": {"handling": ({S, D, H, O}, {"handling"})},
    "promise": {state: ({S, D, H, O}, {state}) for state in ("handling", "feedback", "closed")},
    "reassign": {"handling": ({S, D, H, O}, {"handling"})},
    "remind": {"handling": ({S, D, H, O}, {"handling"})},
    "settle": {
        "screening": ({S}, {"feedback"}),
        "auditing": ({D}, {"feedback"}),
        "approving": ({H}, {"feedback"}),
        "referring": ({S, D, H, O}, {"feedback"}),
    },
    "merge": {state: ({S, D, H}, {"merged"}) for state in ("screening", "auditing", "approving", "referring")},
    "unmerge": {"merged": ({S, D, H}, {"screening", "auditing", "approving", "referring"})},
    "supervise": {"handling": ({H, O}, {"handling"})},
    "correct": {state: ({S, D, H}, {state}) for state in ("screening", "auditing", "approving", "referring", "above", "handling", "feedback")},
    "void": {
        "screening": ({S, D, H}, {"voided"}),
        **{state: ({D, H}, {"voided"}) for state in ("auditing", "approving", "referring", "above", "handling", "feedback")},
    },
}


@pytest.mark.parametrize("action", sorted(workflow.ACTIONS))
@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("role", Role.values)
def test_every_pair_of_state_and_action_for_every_role(state, action, role):
    roles, targets = LEGAL.get(action, {}).get(state, (set(), set()))
    arrow = workflow.arrow_of(action, state)
    assert (arrow is not None and role in arrow.roles) == (role in roles)
    assert set(arrow.to if arrow else ()) == targets


def test_nobody_moves_a_case_that_is_over():
    assert [[action.code for action in workflow.actions_from(state)] for state in ("closed", "voided")] == [
        ["promise"],
        [],
    ]  # kept or not, it stays closed


def test_the_administrator_moves_no_case():
    assert [arrow for arrow in workflow.ARROWS if Role.ADMINISTRATOR in arrow.roles] == []


def test_going_back_and_supervising_always_need_a_reason():
    needing = {
        "decline",
        "return_reply",
        "send_back",
        "withdraw",
        "void",
        "supervise",
        "unmerge",
        "extend",
        "pause",
        "promise",
        "reassign",
        "hand_up",
        "send_down",
    }
    assert {code for code, action in workflow.ACTIONS.items() if action.note_required} == needing


FULL, NO_AUDIT, ALONE, NONE = ("screen", "audit", "approve"), ("screen", "approve"), ("screen",), ()


@pytest.mark.parametrize(
    ("chain", "state", "after", "before"),
    [
        (FULL, "screening", "auditing", None),
        (FULL, "auditing", "approving", "screening"),
        (FULL, "approving", "referring", "auditing"),
        (NO_AUDIT, "screening", "approving", None),
        (NO_AUDIT, "approving", "referring", "screening"),
        (ALONE, "screening", "referring", None),
        (NONE, "screening", "referring", None),
    ],
)
def test_steps_that_the_regulation_leaves_out_are_skipped(chain, state, after, before):
    assert (workflow.state_after(chain, state), workflow.state_before(chain, state)) == (after, before)


@pytest.mark.parametrize(("chain", "before"), [(FULL, "approving"), (("screen", "audit"), "auditing"), (ALONE, "screening"), (NONE, None)])
def test_what_waits_for_its_referral_goes_back_to_the_last_step(chain, before):
    assert workflow.state_before(chain, "referring") == before


@pytest.mark.parametrize(("chain", "first"), [(FULL, "screening"), (("audit",), "auditing"), (NONE, "referring")])
def test_a_case_begins_at_the_first_step_of_its_chain(chain, first):
    assert workflow.first_state(chain) == first
