SELECT no_plan();

SELECT is(spatial.full_name('xã', 'Ô Diên'), 'Xã Ô Diên', 'the kind begins with a capital');
SELECT is(spatial.full_name('phường', 'Đông Ngạc'), 'Phường Đông Ngạc', 'the name stays as it is');
SELECT is(spatial.full_name('thị trấn', 'Phùng'), 'Thị trấn Phùng', 'a kind of two words');
SELECT is(spatial.full_name('xã', NULL), NULL, 'no name, no full name');

SELECT * FROM finish();
