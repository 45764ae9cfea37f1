"""Undo, redo, branches, ratings and deletion, against a simple model."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from timbre.session import events
from timbre.session.events import Cause, Event
from timbre.session.view import SessionFold, fold_session

from .story import done, record, request, state_after


def test_undo_goes_to_the_parent_and_redo_back() -> None:
    told = [done("a"), done("b", "a"), done("c", "b")]
    state = state_after(*told)
    assert (state.current, state.undo_target, state.redo_target) == ("c", "b", None)
    told += [events.take_undone("c", "b"), events.take_undone("b", "a")]
    state = state_after(*told)
    assert (state.current, state.can_undo, state.redo_target) == ("a", False, "b")
    state = state_after(*told, events.take_redone("a", "b"))
    assert (state.current, state.undo_target, state.redo_target) == ("b", "a", "c")


def test_a_new_take_after_undo_is_a_branch_and_the_old_one_stays() -> None:
    told = [done("a"), done("b", "a"), events.take_undone("b", "a"), done("c", "a")]
    state = state_after(*told)
    assert (state.current, state.children["a"]) == ("c", ("b", "c"))
    assert state_after(*told, events.take_undone("c", "a")).redo_target == "c", "the branch last followed"
    back = [*told, events.take_undone("c", "a"), events.take_chosen("b"), events.take_undone("b", "a")]
    assert state_after(*back).redo_target == "b"


def test_undo_of_a_new_idea_leads_to_what_was_current() -> None:
    state = state_after(done("a"), done("idea"), events.take_undone("idea", "a"))
    assert (state.current, state.redo_target, state.children[None]) == ("a", "idea", ("a", "idea"))


def test_failed_takes_are_neither_current_nor_on_the_way() -> None:
    state = state_after(done("a"), events.take_failed("f", request(parent="a"), "no"), done("b", "f"))
    assert (state.current, state.undo_target, state.children["a"]) == ("b", "a", ("f",))


def test_deleting_the_current_take_goes_back_and_undo_passes_over_the_deleted() -> None:
    told = [done("a"), done("b", "a"), done("c", "b"), events.take_deleted("b")]
    assert (state_after(*told).current, state_after(*told).undo_target) == ("c", "a")
    told += [events.take_undone("c", "a")]
    assert state_after(*told).redo_target == "c"
    assert state_after(*told, events.take_deleted("a")).current == "c", "nothing before it: the newest left"
    assert state_after(*told, events.take_deleted("a"), events.take_deleted("c")).current is None


@pytest.mark.parametrize(
    "odd",
    [
        events.take_chosen("nobody"),
        events.take_undone("b", "nobody"),
        events.take_redone("a", "nobody"),
        events.Event("take.undone", {}),
        events.Event("take.chosen", {"take": ["b"]}),
    ],
    ids=lambda event: event.type,
)
def test_going_nowhere_changes_nothing(odd: Event) -> None:
    told = [done("a"), done("b", "a")]
    assert state_after(*told, odd).current == "b"


def test_two_windows_undoing_at_once_meet_in_the_same_place() -> None:
    told = [done("a"), done("b", "a"), done("c", "b")]
    undone = events.take_undone("c", "b")
    assert state_after(*told, undone, undone) == state_after(*told, undone)


@dataclass
class Node:
    """A take in the model."""

    name: str
    before: Node | None
    parent: Node | None
    sounds: bool = True
    followed: Node | None = None
    children: list[Node] = field(default_factory=list)
    rating: str | None = None

    def back(self) -> Node | None:
        node = self.before
        while node is not None and not node.sounds:
            node = node.before
        return node

    def forward(self) -> Node | None:
        node = self.followed
        while node is not None and not node.sounds:
            node = node.followed
        return node


class Editing(RuleBasedStateMachine):
    """A user who makes, undoes, redoes, goes to, rates and deletes takes."""

    takes = Bundle("takes")

    @initialize()
    def start(self) -> None:
        self.folding = SessionFold("s")
        self.told: list[Event] = []
        self.nodes: dict[str, Node] = {}
        self.current: Node | None = None

    def tell(self, event: Event) -> None:
        self.folding.apply(record(event, number=len(self.told)))
        self.told.append(event)

    @rule(
        target=takes,
        parent=st.none() | takes,
        here=st.booleans(),
        chosen=st.booleans(),
        fails=st.integers(0, 5),
    )
    def make(self, parent: Node | None, here: bool, chosen: bool, fails: int) -> Node:
        parent = self.current if here else parent
        name = f"t{len(self.nodes)}"
        node = self.nodes[name] = Node(
            name, parent if parent is not None else self.current, parent, bool(fails)
        )
        if parent is not None:
            parent.children.append(node)
        asked = request(parent=parent.name if parent is not None else None)
        if node.sounds:
            self.tell(done(name, asked.parent, cause=Cause("edit", chosen=chosen)))
        else:
            self.tell(events.take_failed(name, asked, "no"))
        if node.sounds and chosen:
            if node.before is not None:
                node.before.followed = node
            self.current = node
        return node

    @precondition(lambda self: self.current is not None and self.current.back() is not None)
    @rule()
    def undo(self) -> None:
        here = self.current
        there = here.back()
        assert self.folding.view().undo_target == there.name
        self.tell(events.take_undone(here.name, there.name))
        there.followed = here
        self.current = there
        assert self.folding.view().redo_target == here.name, "undo can be taken back"

    @precondition(lambda self: self.current is not None and self.current.forward() is not None)
    @rule()
    def redo(self) -> None:
        here = self.current
        there = here.forward()
        assert self.folding.view().redo_target == there.name
        self.tell(events.take_redone(here.name, there.name))
        here.followed = there
        self.current = there

    @rule(node=takes)
    def choose(self, node: Node) -> None:
        self.tell(events.take_chosen(node.name))
        if node.sounds:
            self.current = node

    @rule(node=takes, rating=st.sampled_from(["up", "down", None]))
    def rate(self, node: Node, rating: str | None) -> None:
        self.tell(events.take_rated(node.name, rating))
        node.rating = rating

    @rule(node=takes)
    def delete(self, node: Node) -> None:
        self.tell(events.take_deleted(node.name))
        node.sounds = False
        if self.current is node:
            left = [each for each in self.nodes.values() if each.sounds]
            self.current = node.back() or (left[-1] if left else None)

    @invariant()
    def agrees(self) -> None:
        state, here = self.folding.view(), self.current
        back, forward = (here.back(), here.forward()) if here is not None else (None, None)
        assert state.current == (here.name if here is not None else None)
        assert state.undo_target == (back.name if back is not None else None)
        assert state.redo_target == (forward.name if forward is not None else None)
        assert state.can_undo == (back is not None)
        assert state.can_redo == (forward is not None)
        for node in self.nodes.values():
            assert state.children.get(node.name, ()) == tuple(child.name for child in node.children)
            assert state.takes[node.name].rating == node.rating
            assert state.takes[node.name].sounds == node.sounds

    def teardown(self) -> None:
        records = [record(event, number=number) for number, event in enumerate(self.told)]
        assert fold_session("s", records) == self.folding.view(), "nothing but the events counts"


TestEditing = Editing.TestCase
TestEditing.settings = settings(deadline=None, max_examples=40, stateful_step_count=25)
