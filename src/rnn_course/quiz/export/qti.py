"""QTI 1.2 in a zip, in the dialect that Canvas imports.

The item types and fields are those of Canvas's own exports
(https://github.com/instructure/canvas-lms, folder lib/cc/qti).
"""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import Element

from rnn_course.quiz.bank import Bank
from rnn_course.quiz.export.parts import element, in_order, percents, text_of, to_xml
from rnn_course.quiz.questions import Number, Order, Question, Single, letters
from rnn_course.quiz.render import inline, paragraphs, plain

__all__ = ["qti"]

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
MANIFEST = "http://www.imsglobal.org/xsd/imscp_v1p1"
TYPES = {
    "single": "multiple_choice_question",
    "predict": "multiple_choice_question",
    "several": "multiple_answers_question",
    "number": "numerical_question",
    "order": "matching_question",
}


def qti(bank: Bank) -> bytes:
    """Return a zip with one assessment; ordering becomes matching."""
    files = {"imsmanifest.xml": _manifest(bank), f"{bank.lesson}.xml": _paper(bank)}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():  # a fixed date: the same bank, same bytes
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), text)
    return target.getvalue()


def _manifest(bank: Bank) -> str:
    root = element(None, "manifest", xmlns=MANIFEST, identifier=f"m-{bank.lesson}")
    element(root, "organizations")
    resources = element(root, "resources")
    kind, path = "imsqti_xmlv1p2", f"{bank.lesson}.xml"
    names = {"identifier": f"r-{bank.lesson}", "type": kind, "href": path}
    element(element(resources, "resource", **names), "file", href=path)
    return to_xml(root)


def _paper(bank: Bank) -> str:
    root = element(None, "questestinterop", xmlns=NAMESPACE)
    paper = element(root, "assessment", ident=f"a-{bank.lesson}", title=bank.lesson)
    section = element(paper, "section", ident="root_section")
    for question in bank.questions:
        _item(section, question)
    return to_xml(root)


def _item(section: Element, question: Question) -> None:
    item = element(section, "item", ident=question.id, title=question.id)
    fields = element(element(item, "itemmetadata"), "qtimetadata")
    _field(fields, "question_type", TYPES[question.kind])
    _field(fields, "points_possible", text_of(question.points))
    presentation = element(item, "presentation")
    _material(presentation, paragraphs(question.text))
    processing = element(item, "resprocessing")
    outcomes = element(processing, "outcomes")
    limits = {"maxvalue": "100", "minvalue": "0", "vartype": "Decimal"}
    element(outcomes, "decvar", varname="SCORE", **limits)
    if isinstance(question, Number):
        _number(item, presentation, processing, question)
    elif isinstance(question, Order):
        _order(presentation, processing, question)
    elif isinstance(question, Single):
        _choices(item, presentation, processing, question)


def _choices(item: Element, face: Element, rules: Element, question: Single) -> None:
    many = question.kind == "several"
    count = {"rcardinality": "Multiple" if many else "Single"}
    response = element(face, "response_lid", ident="response1", **count)
    listed = element(response, "render_choice")
    known = list(zip(letters(question), question.choices, strict=True))
    for letter, choice in known:
        label = element(listed, "response_label", ident=letter)
        _material(label, inline(choice.text))
        _feedback(item, f"{letter}_fb", choice.because or "")
        rule = element(rules, "respcondition", **{"continue": "Yes"})
        _equal(element(rule, "conditionvar"), "response1", letter)
        _shows(rule, f"{letter}_fb")
    if many:
        both = element(_full(rules), "and")
        for letter, choice in known:
            _equal(both if choice.right else element(both, "not"), "response1", letter)
        return
    for (letter, _), share in zip(known, percents(question), strict=True):
        if share == 100:
            _equal(_full(rules), "response1", letter)


def _number(item: Element, face: Element, rules: Element, question: Number) -> None:
    response = element(face, "response_str", ident="response1", rcardinality="Single")
    element(
        element(response, "render_fib", fibtype="Decimal"),
        "response_label",
        ident="answer1",
    )
    target = question.answer or 0.0
    _feedback(item, "correct_fb", question.because or "")
    _feedback(item, "general_incorrect_fb", question.otherwise or "")
    condition = _full(rules, "correct_fb")
    either = element(condition, "or")
    _equal(either, "response1", text_of(target))
    between = element(either, "and")
    low, high = target - question.tolerance, target + question.tolerance
    element(between, "vargte", text_of(low), respident="response1")
    element(between, "varlte", text_of(high), respident="response1")
    for place, wrong in enumerate(question.wrong, 1):
        _feedback(item, f"wrong{place}_fb", wrong.because)
        rule = element(rules, "respcondition", **{"continue": "Yes"})
        _equal(element(rule, "conditionvar"), "response1", text_of(wrong.value))
        _shows(rule, f"wrong{place}_fb")
    rest = element(rules, "respcondition", **{"continue": "Yes"})
    element(element(rest, "conditionvar"), "other")
    _shows(rest, "general_incorrect_fb")


def _order(face: Element, rules: Element, question: Order) -> None:
    steps = in_order(question)
    known = list(zip(letters(question), question.steps, strict=True))
    ident = {id(step): letter for letter, step in known}
    for place, step in enumerate(steps, 1):
        name = f"response_{place}"
        response = element(face, "response_lid", ident=name)
        _material(response, f"{place}.")
        listed = element(response, "render_choice")
        for letter, shown in known:
            label = element(listed, "response_label", ident=letter)
            _material(label, plain(shown.text), "text/plain")
        share = text_of(round(100 / len(steps), 2))
        rule = element(rules, "respcondition")
        _equal(element(rule, "conditionvar"), name, ident[id(step)])
        element(rule, "setvar", share, varname="SCORE", action="Add")


def _full(rules: Element, feedback: str = "") -> Element:
    rule = element(rules, "respcondition", **{"continue": "No"})
    condition = element(rule, "conditionvar")
    element(rule, "setvar", "100", action="Set", varname="SCORE")
    if feedback:
        _shows(rule, feedback)
    return condition


def _equal(parent: Element, name: str, value: str) -> None:
    element(parent, "varequal", value, respident=name)


def _shows(rule: Element, name: str) -> None:
    element(rule, "displayfeedback", feedbacktype="Response", linkrefid=name)


def _feedback(item: Element, name: str, text: str) -> None:
    node = element(item, "itemfeedback", ident=name)
    _material(element(node, "flow_mat"), paragraphs(text))


def _field(fields: Element, label: str, entry: str) -> None:
    node = element(fields, "qtimetadatafield")
    element(node, "fieldlabel", label)
    element(node, "fieldentry", entry)


def _material(parent: Element, text: str, kind: str = "text/html") -> None:
    element(element(parent, "material"), "mattext", text, texttype=kind)
