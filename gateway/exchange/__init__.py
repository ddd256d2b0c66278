"""The way of a plan, one use case a file: accept, prepare, send, receive, record, settle, and what people do
about it.
"""
