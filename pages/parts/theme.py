"""The theme (配色), read from the settings once.

Streamlit tells it to every browser at every run, and collects it from its settings each time: a
third of what a refresh of the wall costs. Ours does not change while the program runs.
"""

from functools import cache

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session


def read_once() -> None:
    read = app_session._populate_theme_msg  # noqa: SLF001  # no setting of Streamlit's does this

    @cache
    def found(section: str) -> CustomThemeConfig:
        message = CustomThemeConfig()
        read(message, section)
        return message

    def tell(msg: CustomThemeConfig, section: str = "theme") -> None:
        msg.MergeFrom(found(section))

    app_session._populate_theme_msg = tell  # noqa: SLF001  # see above
