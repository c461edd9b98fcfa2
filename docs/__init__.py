"""The site's sources, a package so that settings, tests and kernels alike say ``docs._ext``."""
