-- The trace that a message of a person belongs to, and how many desktops a worker can have and has.
ALTER TABLE messages ADD COLUMN traceparent text;
ALTER TABLE workers
    ADD COLUMN desktop_slots integer NOT NULL DEFAULT 0,
    ADD COLUMN desktops_open integer NOT NULL DEFAULT 0;
