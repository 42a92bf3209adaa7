"""The log (日志): a line of JSON per event for machines that gather them, plain text for people.

Which request it belonged to stands in each line. Names, numbers, words and addresses of people are
kept out where they arise: statements without values, requests without their path.
"""

import json
import logging
from datetime import UTC, datetime

import settings
from web.measures import request_id

PLAIN = "%(asctime)s %(levelname)s %(name)s %(message)s"


class AsJson(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            told["request"] = request_id.get()
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def begin() -> None:
    """Write the log to standard error in the form that is set, whatever was set up before."""
    paper = logging.StreamHandler()
    paper.setFormatter(AsJson() if settings.LOG() == "json" else logging.Formatter(PLAIN))
    root = logging.getLogger()
    others = [one for one in root.handlers if type(one) is not logging.StreamHandler]
    root.handlers = [*others, paper]
    root.setLevel(logging.INFO)
    # They bring their own paper; with it every line would be written twice, or in their form.
    for name in ("uvicorn", "uvicorn.error", "streamlit"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    # Their lines name addresses, and addresses hold codes.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("alembic").setLevel(logging.WARNING)
