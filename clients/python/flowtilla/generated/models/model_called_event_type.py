from typing import Literal

ModelCalledEventType = Literal["model.called"]

MODEL_CALLED_EVENT_TYPE_VALUES: set[ModelCalledEventType] = {
    "model.called",
}


def check_model_called_event_type(value: str) -> ModelCalledEventType:
    if value in MODEL_CALLED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MODEL_CALLED_EVENT_TYPE_VALUES!r}")
