"""娘家 niangjia: practices of trade unions that any union can adopt."""

__version__ = "0.1.0"
