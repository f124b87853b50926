-- No question is asked in this order any more: exchange_by_project_time answers those that were.
DROP INDEX exchange_by_project;
