#include "html/gallery.hpp"
namespace refocus::html { Html gallery(const PageAssets&) { return {}; } }
