// What stands in a bundle's README.txt: how to check it with sha256sum, openssl and Python alone.
#pragma once

#include <string>

namespace tallygate::audit {

std::string evidence_readme();

}  // namespace tallygate::audit
