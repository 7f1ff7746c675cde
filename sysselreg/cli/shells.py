"""Completion in the shells: bash parts words at the equals sign, and PowerShell is not among those that click knows.

Imported only when a shell asks (`_SYSSELREG_COMPLETE`).
"""

from __future__ import annotations

import os

from click.shell_completion import BashComplete, CompletionItem, ShellComplete, add_completion_class, split_arg_string


@add_completion_class
class _Bash(BashComplete):
    """Bash parts words at the equals sign; they are put together again, and only what is new is given back."""

    def get_completion_args(self) -> tuple[list[str], str]:
        given, incomplete = super().get_completion_args()
        words: list[str] = []
        for word in [*given, incomplete]:
            if words and (word == "=" or words[-1].endswith("=")):
                words[-1] += word
            else:
                words.append(word)
        return words[:-1], words[-1]

    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.type},{item.value.rpartition('=')[2] or item.value}"


_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $line, $at)
    $env:COMP_WORDS = $line.ToString()
    $env:COMP_CWORD = $word
    $env:%(complete_var)s = "powershell_complete"
    %(prog_name)s | ForEach-Object {
        $value, $help = $_ -split "`t", 2
        if (-not $help) { $help = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, "ParameterValue", $help)
    }
    Remove-Item Env:COMP_WORDS, Env:COMP_CWORD, Env:%(complete_var)s
}
"""


@add_completion_class
class _PowerShell(ShellComplete):
    """PowerShell, which click has not."""

    name = "powershell"
    source_template = _POWERSHELL

    def get_completion_args(self) -> tuple[list[str], str]:
        words, incomplete = split_arg_string(os.environ["COMP_WORDS"])[1:], os.environ.get("COMP_CWORD", "")
        return (words[:-1] if incomplete and words and words[-1] == incomplete else words), incomplete

    def format_completion(self, item: CompletionItem) -> str:
        return f"{item.value}\t{item.help or ''}"
