-- Takes the papers of these plans away.
--
--   $1  text[]  plan slugs
DELETE FROM plan_document AS d
USING plan AS p
WHERE p.id = d.plan_id
    AND p.slug = ANY($1::text[])
