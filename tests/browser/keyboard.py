"""A clerk without a mouse: every key is counted, and a pointer that is used after all fails the test."""

WATCH_POINTER = "addEventListener('pointerdown', () => { throw new Error('the mouse was used') }, true)"
FAR = 40  # Tabs: nothing on a page is farther away than this


class Keyboard:
    """Keys pressed on a page. `keys` counts the presses that are not text, `letters` the text."""

    def __init__(self, page) -> None:
        self.page = page
        self.keys = self.letters = 0
        page.add_init_script(WATCH_POINTER)

    def press(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)
            self.keys += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.letters += len(text)

    @property
    def at(self) -> str:
        """The id of what has the focus; for things without one, their text."""
        return self.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()")

    def tab_to(self, place: str) -> None:
        """Tab until the focus is at that id, or at the thing with that text."""
        for _ in range(FAR):
            if self.at == place:
                return
            self.press("Tab")
        raise AssertionError(f"no way by Tab to {place!r}; the focus is at {self.at!r}")
