SELECT no_plan();

SELECT is(spatial.without_case('ĐÔNG NGẠC'), 'đông ngạc', 'capitals with marks become small');
SELECT is(spatial.without_case(normalize('ĐÔNG NGẠC', nfd)), 'đông ngạc', 'so do they taken apart');
SELECT is(spatial.without_case('Liên Hà 2'), 'liên hà 2', 'marks and digits stay');
SELECT is(spatial.without_marks('Đông Ngạc'), 'Dong Ngac', 'marks go, case stays');
SELECT is(spatial.without_marks('Ưng Ơn ẵ Ỷ'), 'Ung On a Y', 'the horn and stacked marks go');
SELECT is(spatial.without_marks(normalize('Phượng', nfd)), 'Phuong', 'so do they taken apart');
SELECT is(spatial.without_marks('Hoà Lạc'), spatial.without_marks('Hòa Lạc'), 'wherever the tone mark sits');
SELECT is(spatial.without_marks('a%b\_c–d'), 'a%b\_c–d', 'patterns and punctuation stay');
SELECT is(spatial.without_case(NULL), NULL, 'no text, no case');
SELECT is(spatial.without_marks(NULL), NULL, 'no text, no marks');

SELECT * FROM finish();
