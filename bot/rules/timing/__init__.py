"""The grammar of times: one for imports, announcements and meetings.

``lexicon`` knows words, ``tokens`` cuts a text into words and numbers, ``parser`` finds groups of
days and hours, ``rules`` makes schedules of them.
"""
