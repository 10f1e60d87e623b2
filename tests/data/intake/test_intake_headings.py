"""The table is found from its headings, in either language."""

from __future__ import annotations

import pytest

from data.intake.errors import IntakeError
from data.intake.headings import detect, match, normal, recognise, table_named
from data.schema import FACT_TABLES

TABLES = list(FACT_TABLES.values())


def named(table):
    return table.name


@pytest.mark.parametrize("table", TABLES, ids=named)
@pytest.mark.parametrize("is_whole", [True, False], ids=["all", "required"])
def test_each_table_is_known_by_either_language(table, is_whole):
    columns = [column for column in table.columns if column.is_required or is_whole]
    for headings in (
        [column.name for column in columns],
        [column.headings[0] for column in columns],
        [column.headings[-1] for column in columns],
        [(column.name, column.headings[0])[place % 2] for place, column in enumerate(columns)],
        [column.headings[0] for column in reversed(columns)],
    ):
        assert detect(headings) is table
        assert set(match(headings, table).places) == {column.name for column in columns}


@pytest.mark.parametrize("table", TABLES, ids=named)
def test_no_two_columns_of_a_table_share_a_heading(table):
    words = [{normal(word) for word in (column.name, *column.headings)} for column in table.columns]
    assert sum(map(len, words)) == len(set().union(*words))


@pytest.mark.parametrize(
    "heading",
    [" 客户编号 ", "\ufeff客户编号", "客户 编号", "客户编号（必填）", "Customer_ID", "CUSTOMER ID", "\t客户编号*"],
)
def test_headings_vary_in_ways_that_say_nothing(heading):
    assert match([heading], FACT_TABLES["customers"]).places == {"customer_id": 0}


def test_brackets_and_letters_may_be_full_width():
    assert normal("收货人手机号（提货人），ＰＫ对手") == normal("收货人手机号(提货人),pk对手")


def test_of_a_heading_given_twice_the_first_counts():
    found = recognise(["导购编号", "导购", "门店编号", "导购编号"])
    assert found.places == {"guide_id": 0, "guide_name": 1, "store_id": 2}
    assert found.ignored == ("导购编号",)


def test_a_heading_of_a_like_column_elsewhere_is_understood():
    """An owner of a group is written 群主 in our template, 专属导购 where the order's owner is meant."""
    found = match(["群编号", "群名", "建群时间", "专属导购"], FACT_TABLES["groups"])
    assert found.places["owner_guide_id"] == 3
    found = match(["订单号", "销售导购", "导购编号"], FACT_TABLES["orders"])
    assert found.places["guide_id"] == 1


def test_one_misspelt_heading_does_not_make_a_smaller_table():
    """客户编号 alone is a customers file, but with 导购编号 beside it the file is no list of customers."""
    with pytest.raises(IntakeError) as error:
        detect(["客户编号", "导购编号", "添加时刻", "渠道编号"])
    assert "加粉 contacts" in error.value.zh
    assert "添加时间 added_at" in error.value.zh
    assert "“添加时刻” 是不是 “添加时间”" in error.value.zh
    assert "--as" in error.value.en


def test_unknown_headings_are_said_back():
    with pytest.raises(IntakeError) as error:
        detect(["甲", "乙"])
    assert "甲、乙" in error.value.zh
    assert str(error.value) == f"{error.value.zh}\n{error.value.en}"


def test_a_named_table_says_what_it_lacks():
    with pytest.raises(IntakeError) as error:
        recognise(["订单号", "客户编号", "下单时问", "实付金额"], FACT_TABLES["orders"])
    assert error.value.en.startswith("As orders the file lacks required columns: ordered_at.")
    assert "Is '下单时问' meant to be 'ordered_at'?" in error.value.en


def test_a_table_may_be_named_by_either_title():
    assert table_named("orders") is table_named("订单") is table_named("Orders") is FACT_TABLES["orders"]
    with pytest.raises(IntakeError, match="Did you mean: orders"):
        table_named("order")
    with pytest.raises(IntakeError, match="The tables are: stores, guides"):
        table_named("zzzz")
