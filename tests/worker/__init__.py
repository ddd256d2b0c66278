"""Pools of workers, over embedded and real parts."""
