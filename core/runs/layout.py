"""The names of the files and folders in the folder of a run."""

METADATA = "run.json"
HYPERPARAMETERS = "hyperparameters.json"
HISTORY = "history.jsonl"
STATISTICS = "statistics.jsonl"
RESULT = "result.json"
TEST = "test.json"
ANNOTATIONS = "label.json"
SUMMARY = "summary.json"
MODEL = "model.safetensors"
CHECKPOINTS = "checkpoints"
WEIGHTS = "weights"
INITIAL = "initial.safetensors"
LOCK = ".lock"
PLAN = "planned.json"
DELETED = "deleted.json"
ALL = (
    *(METADATA, HYPERPARAMETERS, HISTORY, RESULT, TEST, ANNOTATIONS),
    *(SUMMARY, STATISTICS, MODEL, CHECKPOINTS, WEIGHTS, INITIAL, PLAN, DELETED, LOCK),
)
