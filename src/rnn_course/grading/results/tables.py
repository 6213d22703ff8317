"""The tables of a gradebook: nbgrader's own, and one of ours beside them."""

from __future__ import annotations

import warnings

import sqlalchemy as sql
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from nbgrader import api
    from nbgrader.dbutil import ALEMBIC_DIR

__all__ = ["RELEASES", "RESULTS", "SEEDS", "make_tables"]

_OURS = sql.MetaData()
RESULTS = sql.Table(
    "rnn_course_result",
    _OURS,
    sql.Column("lesson", sql.String(128), primary_key=True),
    sql.Column("student", sql.String(128), primary_key=True),
    sql.Column("digest", sql.String(64), nullable=False),
    sql.Column("result", sql.Text, nullable=False),
)
RELEASES = (
    sql.Table(  # the checkout's release that was last compared with the gradebook
        "rnn_course_release",
        _OURS,
        sql.Column("lesson", sql.String(128), primary_key=True),
        sql.Column("digest", sql.String(64), nullable=False),
    )
)
SEEDS = sql.Table(  # from which a lesson's questions are drawn
    "rnn_course_seed",
    _OURS,
    sql.Column("lesson", sql.String(128), primary_key=True),
    sql.Column("seed", sql.String(20), nullable=False),
)


def make_tables(address: str) -> None:
    """Make the tables as nbgrader would, without its call of another program."""
    engine = sql.create_engine(address)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        fresh = not sql.inspect(connection).get_table_names()
        if fresh:
            api.Base.metadata.create_all(bind=connection)
            head = _head()
            connection.exec_driver_sql(
                "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"
            )
            connection.execute(
                sql.text("INSERT INTO alembic_version VALUES (:head)"), {"head": head}
            )
        _OURS.create_all(bind=connection)
    engine.dispose()


def _head() -> str:
    config = AlembicConfig()
    config.set_main_option("script_location", ALEMBIC_DIR)
    return ScriptDirectory.from_config(config).get_current_head()
