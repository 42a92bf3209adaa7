-- Lays the large tables out in partitions by project, in a database that has the schema and no rows:
--
--     HUIFANG_DATABASE_URL=postgresql://… huifang doctor        (says whether the schema is there)
--     psql --single-transaction --set ON_ERROR_STOP=1 --file deploy/partitions.sql "$HUIFANG_DATABASE_URL"
--
-- Names of keys, indexes and triggers stay as they were, so the program, its later migrations and a
-- dump that is loaded afterwards (data only) find what they know. Sixteen partitions each, or as
-- many as this says:  SET huifang.partitions = 64;

DO $partition$
DECLARE
    large CONSTANT text[] := ARRAY['places', 'residents', 'tickets', 'events', 'callbacks', 'codes',
                                   'responses', 'scores', 'happenings'];
    partitions CONSTANT int := coalesce(nullif(current_setting('huifang.partitions', true), ''), '16');
    oids CONSTANT oid[] := (SELECT array_agg(name::regclass::oid) FROM unnest(large) AS name);
    again text[];
    name text;
    told text;
    filled boolean;
BEGIN
    FOREACH name IN ARRAY large LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO filled;
        IF filled THEN
            RAISE EXCEPTION '% has rows: partitions are laid out in an empty database', name;
        END IF;
    END LOOP;

    -- What a table is dropped with, in the order in which it can be had again.
    SELECT array_agg(statement ORDER BY turn, statement) INTO again FROM (
        SELECT (contype = 'f')::int AS turn,
               format('ALTER TABLE %s ADD CONSTRAINT %I %s',
                      conrelid::regclass, conname, pg_get_constraintdef(oid)) AS statement
        FROM pg_constraint
        WHERE contype IN ('p', 'u', 'c', 'f') AND (conrelid = ANY (oids) OR confrelid = ANY (oids))
        UNION ALL
        SELECT 2, pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = ANY (oids)
          AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
        UNION ALL
        SELECT 3, pg_get_triggerdef(oid) FROM pg_trigger
        WHERE tgrelid = ANY (oids) AND NOT tgisinternal
    ) AS statements;

    FOREACH name IN ARRAY large LOOP
        EXECUTE format('CREATE TABLE partitioned (LIKE %I INCLUDING DEFAULTS) '
                       'PARTITION BY HASH (project_id)', name);
        EXECUTE format('DROP TABLE %I CASCADE', name);
        EXECUTE format('ALTER TABLE partitioned RENAME TO %I', name);
        FOR part IN 0 .. partitions - 1 LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH '
                           '(MODULUS %s, REMAINDER %s)', name || '_' || part, name, partitions, part);
        END LOOP;
    END LOOP;

    FOREACH told IN ARRAY again LOOP
        EXECUTE told;
    END LOOP;
END
$partition$;
