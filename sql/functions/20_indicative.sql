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
    WITH given AS (
        SELECT
            official_km2 AS official,
            step_m AS step
    ),

    official AS (
        SELECT
            o.code,
            o.km2::double precision AS km2
        FROM given AS g
        CROSS JOIN jsonb_each_text(g.official) AS o (code, km2)
    ),

    official_mean AS (SELECT avg(km2) AS km2 FROM official),

    place AS (
        SELECT
            b.admin_unit_id AS from_unit_id,
            p.to_unit_id,
            coalesce(o.km2, mean.km2, 1) AS km2,
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
            place.from_unit_id,
            place.to_unit_id,
            place.km2,
            given.step,
            ST_XMin(place.extent) AS west,
            ST_YMin(place.extent) AS south,
            ST_XMax(place.extent) AS east,
            ST_YMax(place.extent) AS north,
            ST_X(place.centre) AS x,
            ST_Y(place.centre) AS y,
            ST_X(place.seat) AS seat_x,
            ST_Y(place.seat) AS seat_y
        FROM place
        CROSS JOIN given
    ),

    lattice_column AS (
        SELECT
            c.*,
            generate_series(ceil(c.west / c.step - 0.5)::integer, floor(c.east / c.step - 0.5)::integer) AS cell_x
        FROM candidate AS c
    ),

    cell AS (
        SELECT
            c.*,
            generate_series(ceil(c.south / c.step - 0.5)::integer, floor(c.north / c.step - 0.5)::integer) AS cell_y
        FROM lattice_column AS c
    ),

    middle AS (
        SELECT
            c.*,
            (c.cell_x + 0.5::double precision) * c.step AS mx,
            (c.cell_y + 0.5::double precision) * c.step AS my
        FROM cell AS c
    )

    SELECT DISTINCT ON (m.cell_x, m.cell_y)
        m.cell_x,
        m.cell_y,
        m.from_unit_id,
        m.to_unit_id
    FROM middle AS m
    ORDER BY
        m.cell_x, m.cell_y,
        -- Each side of the box is at distance 1 from the centre, for a commune reaches all four sides of its box.
        ((m.mx - m.x) / greatest(m.step, CASE WHEN m.mx > m.x THEN m.east - m.x ELSE m.x - m.west END)) ^ 2
        + ((m.my - m.y) / greatest(m.step, CASE WHEN m.my > m.y THEN m.north - m.y ELSE m.y - m.south END)) ^ 2,
        m.from_unit_id,
        -- A large unit reaches farther from its seat than a small one.
        ((m.mx - m.seat_x) ^ 2 + (m.my - m.seat_y) ^ 2) / m.km2,
        m.to_unit_id;
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
    WITH given AS (SELECT step_m AS step),

    cell AS MATERIALIZED (
        SELECT
            c.x,
            c.y,
            c.label
        FROM unnest(cells_x, cells_y, labels) AS c (x, y, label)
    ),

    upright AS (
        SELECT
            x,
            y,
            label
        FROM cell
        UNION ALL
        SELECT
            x + 1 AS x,
            y,
            label
        FROM cell
    ),

    level AS (
        SELECT
            x,
            y,
            label
        FROM cell
        UNION ALL
        SELECT
            x,
            y + 1 AS y,
            label
        FROM cell
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

    mesh AS (SELECT ST_Polygonize(ST_Node(geom)) AS geom FROM arcs),

    face AS (SELECT ST_Dump(geom) AS dumped FROM mesh),

    inside AS MATERIALIZED (
        SELECT
            (dumped).path[1] AS face,
            (dumped).geom AS geom,
            floor(ST_X(ST_PointOnSurface((dumped).geom)))::integer AS x,
            floor(ST_Y(ST_PointOnSurface((dumped).geom)))::integer AS y
        FROM face
    ),

    labelled AS (
        SELECT DISTINCT ON (i.face)
            i.geom,
            c.label
        FROM inside AS i
        INNER JOIN cell AS c ON i.y = c.y AND i.x >= c.x
        ORDER BY i.face ASC, c.x DESC
    )

    SELECT
        l.label,
        ST_Multi(ST_SetSRID(ST_Scale(ST_Union(l.geom), g.step, g.step), 5897)) AS geom
    FROM labelled AS l
    CROSS JOIN given AS g
    GROUP BY l.label, g.step;
END;

-- What of each former commune went into each new one: a partition of the boxes' union within a step. Step in m, 5897
-- out; `official_km2` {code: km²} of the new units. No successor: to_unit_id is NULL; no boxes: no row.
CREATE FUNCTION spatial.indicative_parts(official_km2 jsonb, step_m double precision DEFAULT 100)
RETURNS TABLE (from_unit_id bigint, to_unit_id bigint, geom geometry)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    WITH given AS (SELECT step_m AS step),

    cell AS MATERIALIZED (
        SELECT
            cell_x,
            cell_y,
            from_unit_id,
            to_unit_id,
            dense_rank() OVER (ORDER BY from_unit_id, to_unit_id) AS part_number
        FROM spatial.indicative_lattice(official_km2, step_m)
    ),

    cells AS (
        SELECT
            array_agg(cell_x) AS xs,
            array_agg(cell_y) AS ys,
            array_agg(part_number) AS part_numbers
        FROM cell
    ),

    part AS (
        SELECT DISTINCT
            part_number,
            from_unit_id,
            to_unit_id
        FROM cell
    )

    SELECT
        part.from_unit_id,
        part.to_unit_id,
        p.geom
    FROM given
    CROSS JOIN cells
    CROSS JOIN spatial.lattice_polygons(cells.xs, cells.ys, cells.part_numbers, given.step) AS p
    INNER JOIN part ON p.label = part.part_number;
END;

-- One indicative area for each former commune with a box; parameters as of indicative_parts, 5897 out.
CREATE FUNCTION spatial.former_commune_cells(official_km2 jsonb, step_m double precision DEFAULT 100)
RETURNS TABLE (admin_unit_id bigint, geom geometry)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT
        from_unit_id AS admin_unit_id,
        ST_Multi(ST_Union(geom ORDER BY to_unit_id)) AS geom
    FROM spatial.indicative_parts(official_km2, step_m)
    GROUP BY from_unit_id;
END;

-- One indicative area for each new commune, of the parts that went into it; parameters as above, 5897 out.
CREATE FUNCTION spatial.indicative_communes(official_km2 jsonb, step_m double precision DEFAULT 100)
RETURNS TABLE (admin_unit_id bigint, geom geometry)
LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
    SELECT
        to_unit_id AS admin_unit_id,
        ST_Multi(ST_Union(geom ORDER BY from_unit_id)) AS geom
    FROM spatial.indicative_parts(official_km2, step_m)
    WHERE to_unit_id IS NOT NULL
    GROUP BY to_unit_id;
END;
