// Which Chinese characters ordinary texts are written with: the two levels of GB/T 2312-1980.
#pragma once

namespace tallygate::vault::text {

// 1 for the 3,755 common characters of rows 16 to 55, 2 for the 3,008 of rows 56 to 87, 0 for every other character. By
// ICU's converter; the table is made at the first call. Any thread.
int gb2312_level(char32_t c);

}  // namespace tallygate::vault::text
