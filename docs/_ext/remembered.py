"""What a build remembers of each page, for builds to come: forgotten with the page, shared by all readers."""


def remembered(env, what):
    """Return what is remembered of one kind: a mapping from page to value."""
    if not hasattr(env, "remembered"):
        env.remembered = {}
    return env.remembered.setdefault(what, {})


def purge(app, env, docname):
    """Forget a page that is read again or gone."""
    for what in getattr(env, "remembered", ()):
        remembered(env, what).pop(docname, None)


def merge(app, env, docnames, other):
    """Take over what a parallel reader found."""
    for what, found in getattr(other, "remembered", {}).items():
        remembered(env, what).update({name: found[name] for name in docnames if name in found})
