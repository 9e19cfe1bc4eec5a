-- Indicative boundaries of communes, from what is openly known of the former ones: centre, bounding box, successors.
-- A lattice carries the decisions and becomes polygons once, so neighbours share their border to the last bit.

-- The former and the new unit of each lattice cell whose middle lies in a box. Step in m, cell number times step is
-- 5897; `official_km2` is {code: km²} of the new units, one left out counts as the mean. No successor: NULL.
CREATE FUNCTION spatial.indicative_lattice(official_km2 jsonb, step_m double precision)
RETURNS TABLE (cell_x integer, cell_y integer, from_unit_id bigint, to_unit_id bigint)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
-- The planner takes the lattice for a thousand times its size.
SET jit = off
SET work_mem = '128MB'
BEGIN ATOMIC
    WITH official AS (
        SELECT key AS code, value::double precision AS km2 FROM jsonb_each_text(official_km2)
    ),

    official_mean AS (SELECT avg(km2) AS km2 FROM official),

    place AS (
        SELECT
            b.admin_unit_id AS from_unit_id, p.to_unit_id, coalesce(o.km2, mean.km2, 1) AS km2,
            ST_Transform(ST_MakeEnvelope(b.west, b.south, b.east, b.north, 4326), 5897) AS extent,
            ST_Transform(ST_SetSRID(ST_MakePoint(b.centre_lon, b.centre_lat), 4326), 5897) AS centre,
            ST_Transform(ST_SetSRID(ST_MakePoint(s.lon, s.lat), 4326), 5897) AS seat
        FROM former_commune_box AS b
        LEFT JOIN admin_event_part AS p ON b.admin_unit_id = p.from_unit_id
        LEFT JOIN admin_unit AS u ON p.to_unit_id = u.id
        LEFT JOIN official AS o ON u.code = o.code
        LEFT JOIN commune_seat AS s ON p.to_unit_id = s.admin_unit_id
        CROSS JOIN official_mean AS mean
    ),

    candidate AS MATERIALIZED (
        SELECT
            from_unit_id, to_unit_id, km2,
            ST_XMin(extent) AS west, ST_YMin(extent) AS south, ST_XMax(extent) AS east, ST_YMax(extent) AS north,
            ST_X(centre) AS x, ST_Y(centre) AS y, ST_X(seat) AS seat_x, ST_Y(seat) AS seat_y
        FROM place
    ),

    lattice_column AS (
        SELECT
            candidate.*,
            generate_series(ceil(west / step_m - 0.5)::integer, floor(east / step_m - 0.5)::integer) AS cell_x
        FROM candidate
    ),

    cell AS (
        SELECT
            lattice_column.*,
            generate_series(ceil(south / step_m - 0.5)::integer, floor(north / step_m - 0.5)::integer) AS cell_y
        FROM lattice_column
    ),

    middle AS (
        SELECT
            cell.*,
            (cell_x + 0.5::double precision) * step_m AS mx, (cell_y + 0.5::double precision) * step_m AS my
        FROM cell
    )

    SELECT DISTINCT ON (cell_x, cell_y) cell_x, cell_y, from_unit_id, to_unit_id
    FROM middle
    ORDER BY
        cell_x, cell_y,
        -- Each side of the box is at distance 1 from the centre, for a commune reaches all four sides of its box.
        ((mx - x) / greatest(step_m, CASE WHEN mx > x THEN east - x ELSE x - west END)) ^ 2
        + ((my - y) / greatest(step_m, CASE WHEN my > y THEN north - y ELSE y - south END)) ^ 2,
        from_unit_id,
        -- A large unit reaches farther from its seat than a small one.
        ((mx - seat_x) ^ 2 + (my - seat_y) ^ 2) / km2,
        to_unit_id;
END;

-- The areas of equal label in a lattice, stairs made straight within one step: a partition, for an enclosed gap goes to
-- its western neighbour. Step in m, 5897 out; an empty lattice gives no row.
CREATE FUNCTION spatial.lattice_polygons(
    cells_x integer[], cells_y integer[], labels bigint[], step_m double precision
)
RETURNS TABLE (label bigint, geom geometry)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET jit = off
SET work_mem = '128MB'
BEGIN ATOMIC
    WITH cell AS MATERIALIZED (
        SELECT c.x, c.y, c.label FROM unnest(cells_x, cells_y, labels) AS c (x, y, label)
    ),

    upright AS (
        SELECT x, y, label FROM cell
        UNION ALL
        SELECT x + 1 AS x, y, label FROM cell
    ),

    level AS (
        SELECT x, y, label FROM cell
        UNION ALL
        SELECT x, y + 1 AS y, label FROM cell
    ),

    edge AS (
        SELECT ST_MakeLine(ST_MakePoint(x, y), ST_MakePoint(x, y + 1)) AS geom
        FROM upright
        GROUP BY x, y
        HAVING count(*) = 1 OR min(label) <> max(label)
        UNION ALL
        SELECT ST_MakeLine(ST_MakePoint(x, y), ST_MakePoint(x + 1, y)) AS geom
        FROM level
        GROUP BY x, y
        HAVING count(*) = 1 OR min(label) <> max(label)
    ),

    arcs AS (SELECT ST_SimplifyPreserveTopology(ST_LineMerge(ST_Collect(geom ORDER BY geom)), 1) AS geom FROM edge),

    face AS (SELECT ST_Dump(ST_Polygonize(ST_Node(geom))) AS dumped FROM arcs),

    inside AS MATERIALIZED (
        SELECT
            (dumped).path[1] AS face, (dumped).geom AS geom,
            floor(ST_X(ST_PointOnSurface((dumped).geom)))::integer AS x,
            floor(ST_Y(ST_PointOnSurface((dumped).geom)))::integer AS y
        FROM face
    ),

    labelled AS (
        SELECT DISTINCT ON (i.face) i.geom, c.label
        FROM inside AS i
        INNER JOIN cell AS c ON i.y = c.y AND i.x >= c.x
        ORDER BY i.face ASC, c.x DESC
    )

    SELECT label, ST_Multi(ST_SetSRID(ST_Scale(ST_Union(geom), step_m, step_m), 5897)) AS geom
    FROM labelled
    GROUP BY label;
END;

-- What of each former commune went into each new one: a partition of the boxes' union within a step. Step in m, 5897
-- out; `official_km2` {code: km²} of the new units. No successor: to_unit_id is NULL; no boxes: no row.
CREATE FUNCTION spatial.indicative_parts(official_km2 jsonb, step_m double precision DEFAULT 100)
RETURNS TABLE (from_unit_id bigint, to_unit_id bigint, geom geometry)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    WITH cell AS MATERIALIZED (
        SELECT
            cell_x, cell_y, from_unit_id, to_unit_id,
            dense_rank() OVER (ORDER BY from_unit_id, to_unit_id) AS part_number
        FROM spatial.indicative_lattice(official_km2, step_m)
    ),

    cells AS (
        SELECT array_agg(cell_x) AS xs, array_agg(cell_y) AS ys, array_agg(part_number) AS part_numbers FROM cell
    ),

    area AS (
        SELECT p.label AS part_number, p.geom
        FROM cells AS c
        CROSS JOIN spatial.lattice_polygons(c.xs, c.ys, c.part_numbers, indicative_parts.step_m) AS p
    ),

    part AS (SELECT DISTINCT part_number, from_unit_id, to_unit_id FROM cell)

    SELECT part.from_unit_id, part.to_unit_id, area.geom
    FROM area
    INNER JOIN part ON area.part_number = part.part_number;
END;

-- One indicative area for each former commune with a box; parameters as of indicative_parts, 5897 out.
CREATE FUNCTION spatial.former_commune_cells(official_km2 jsonb, step_m double precision DEFAULT 100)
RETURNS TABLE (admin_unit_id bigint, geom geometry)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT from_unit_id AS admin_unit_id, ST_Multi(ST_Union(geom ORDER BY to_unit_id)) AS geom
    FROM spatial.indicative_parts(official_km2, step_m)
    GROUP BY from_unit_id;
END;

-- One indicative area for each new commune, of the parts that went into it; parameters as above, 5897 out.
CREATE FUNCTION spatial.indicative_communes(official_km2 jsonb, step_m double precision DEFAULT 100)
RETURNS TABLE (admin_unit_id bigint, geom geometry)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT to_unit_id AS admin_unit_id, ST_Multi(ST_Union(geom ORDER BY from_unit_id)) AS geom
    FROM spatial.indicative_parts(official_km2, step_m)
    WHERE to_unit_id IS NOT NULL
    GROUP BY to_unit_id;
END;
