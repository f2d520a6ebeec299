"""A report as the command line and the API write it."""

from __future__ import annotations

from typing import Any

from edo_gateway.domain.text import Language
from edo_gateway.domain.validation import Finding, Report


def report_json(report: Report, file_name: str, language: Language) -> dict[str, Any]:
    """The stable shape: file, format, version, valid and the findings, each with its sentence in one language."""
    return {
        "file": file_name,
        "format": report.format,
        "version": report.version,
        "valid": report.is_valid,
        "findings": [_finding_json(finding, language) for finding in report.findings],
    }


def _finding_json(finding: Finding, language: Language) -> dict[str, Any]:
    return {
        "layer": finding.layer.value,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.text.said_in(language),
        "path": finding.path,
        "line": finding.line,
        "pointer": finding.pointer,
    }
