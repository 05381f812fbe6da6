from typing import Literal

ColumnComparisonOp = Literal["eq", "gt", "gte", "lt", "lte", "ne"]

COLUMN_COMPARISON_OP_VALUES: set[ColumnComparisonOp] = {
    "eq",
    "gt",
    "gte",
    "lt",
    "lte",
    "ne",
}


def check_column_comparison_op(value: str) -> ColumnComparisonOp:
    if value in COLUMN_COMPARISON_OP_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {COLUMN_COMPARISON_OP_VALUES!r}")
