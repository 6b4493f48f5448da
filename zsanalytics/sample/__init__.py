"""The sample: invented submissions of all units that meet the published figures exactly."""

from zsanalytics.sample.writer import sample_records, sample_truth, write_sample

__all__ = ["sample_records", "sample_truth", "write_sample"]
