"""The names of what is in the folder of a run."""

ABOUT = "run.json"
HYPERPARAMETERS = "hyperparameters.json"
HISTORY = "history.jsonl"
RESULT = "result.json"
TEST = "test.json"
LABEL = "label.json"
SUMMARY = "summary.json"
MODEL = "model.safetensors"
CHECKPOINTS = "checkpoints"
LOCK = ".lock"
PLAN = "planned.json"
DELETED = "deleted.json"
ALL = (
    *(ABOUT, HYPERPARAMETERS, HISTORY, RESULT, TEST, LABEL),
    *(SUMMARY, MODEL, CHECKPOINTS, PLAN, DELETED, LOCK),
)
