"""The sample programme: a made-up vendor with partners, customers, money and surveys."""

from drumbeat.demo.sample.personas import telling_personas
from drumbeat.demo.sample.write import fill

__all__ = ["fill", "telling_personas"]
