-- What one project may spend on language models where that is less than the settings allow: an object with some of the caps of
-- `[models]`, in dollars.
ALTER TABLE project_rules ADD COLUMN budgets jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(budgets) = 'object');
