"""Findings in the formats of other tools: SARIF for code scanning, JUnit for test reports, annotations for GitHub.

Each module takes findings in the order in which they are to be shown and gives a text. Which findings there are, and
what they say, is never decided here.
"""
