// The two kinds of books (books.hpp).
#pragma once

#include "api/app/books.hpp"

namespace tallygate::app {

core::Result<std::unique_ptr<Books>> open_books_here(const ReconcileOptions& options);    // books_here.cpp
core::Result<std::unique_ptr<Books>> open_books_served(const ReconcileOptions& options);  // books_served.cpp

}  // namespace tallygate::app
