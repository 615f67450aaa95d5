"""What a card offers to tap on."""


def tapped(message, label: str) -> dict:
    """Return what a button, a number or an option of a card carries."""
    for element in message.elements:
        for button in getattr(element, "buttons", ()):
            if button.label == label:
                return {"name": button.action.name, **button.action.arguments}
        if label.isdigit() and hasattr(element, "low"):
            return {"name": element.action.name, **element.action.arguments, "value": label}
        for option in getattr(element, "options", ()):
            if option.label == label:
                action = element.action
                return {"name": action.name, **action.arguments, "value": option.value}
    raise LookupError(label)
