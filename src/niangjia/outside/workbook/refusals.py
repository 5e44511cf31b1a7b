"""Why a file is sent back unread: each reason with its own sentence, code, and way out."""

from __future__ import annotations

from typing import ClassVar

from niangjia.values.errors import NiangjiaError


class FileRefused(NiangjiaError):
    """A file that is sent back unread. ``reason`` never changes for one kind of refusal; the text says how to mend it.

    >>> str(FileRefused("macros"))
    '这份表里有宏。请在 Excel 里另存为“Excel 工作簿（.xlsx）”，再传一次。'
    """

    code: ClassVar[str] = "file_refused"

    def __init__(self, reason: str, **details: object) -> None:
        self.reason = reason if reason in SENTENCES else "broken"
        super().__init__(SENTENCES[self.reason].format(**details))


SENTENCES = {
    "empty": "这个文件是空的，里面什么也没有。请打开原表看一看，保存后再传。",
    "broken": "这个文件打不开，可能没有传完整，或者没有正常保存。请在 Excel 里打开，另存为 .xlsx，再传一次。",
    "too_big": "这个文件太大（超过 {most} MB）。请删掉图片和不用的工作表，再传一次。",
    "too_many_cells": "工作表“{sheet}”里的内容太多（超过 {most} 格）。请只留要报的表，再传一次。",
    "too_much_merged": "工作表“{sheet}”里合并的格子多得不像一张表。请取消多余的合并，只留要报的表，再传一次。",
    "too_many_headings": "工作表“{sheet}”里表头重复了 {most} 遍以上，不像一份摸排表。请只留要报的表，再传一次。",
    "far_cell": "工作表“{sheet}”的 {cell} 里有内容，离表太远了（最多读 {rows} 行、{columns} 列）。请清除后再传一次。",
    "bomb": "这个文件压缩得不正常，解开后会大得出奇，所以没有打开。请在 Excel 里另存为新的 .xlsx，再传一次。",
    "too_many_parts": "这个文件里的部件太多（{count} 个），不像一份摸排表。请把表复制到新建的工作簿里，再传一次。",
    "duplicate_parts": "文件内部有两个同名的部件（{part}），不知道读哪一个。请在 Excel 里另存为新的 .xlsx 再传。",
    "twice_a_cell": "工作表“{sheet}”的 {cell} 在文件里写了两遍，不知道读哪一个。请在 Excel 里另存为新的 .xlsx 再传。",
    "strange_part": "这个文件里夹着不属于表格的东西（{part}）。请把表复制到新建的工作簿里，再传一次。",
    "nested": "这个文件里还套着别的压缩文件或文档（{part}）。请把它删掉，只留表格，再传一次。",
    "entities": "这个文件内部带有自定义实体，普通的表格不会有。请在 Excel 里另存为新的 .xlsx，再传一次。",
    "macros": "这份表里有宏。请在 Excel 里另存为“Excel 工作簿（.xlsx）”，再传一次。",
    "encrypted": "这份表设了打开密码，读不了。请在 Excel 里去掉密码（文件→信息→保护工作簿），再传一次。",
    "external_links": "这份表引用了别的文件里的数字（外部链接）。请在 Excel 里点“数据→编辑链接→断开链接”，保存后再传。",
    "two_readings": "工作表“{sheet}”的 {cell} 读了两遍，结果不一样，没有采用。请在 Excel 里另存为新的 .xlsx 再传。",
    "html": "这个文件其实是网页，只是改了名字。请用 Excel 打开，另存为“Excel 工作簿（.xlsx）”，再传一次。",
    "xml_sheet": "这是旧的 XML 表格格式。请用 Excel 打开，另存为“Excel 工作簿（.xlsx）”，再传一次。",
    "other_format": "这是{what}，不是 Excel 表格。请传 .xlsx、.xls 或 CSV 格式的表。",
    "not_a_table": "这个文件不是表格，或者文字编码认不出来。请传 .xlsx、.xls，或者 UTF-8、GBK 编码的 CSV。",
    "no_sheets": "这个文件里一张工作表也没有。请打开原表看一看，保存后再传。",
    "too_slow": "读了 {seconds} 秒还没有读完，先停下了。请把表复制到新建的工作簿里，只留要报的内容，再传一次。",
    "too_much_memory": "打开这个文件要用的内存太多，先停下了。请把表复制到新建的工作簿里，只留要报的内容，再传一次。",
    "cannot_open": "这个文件没有权限打开，或者已经不在了。请确认文件还在，再试一次。",
}
