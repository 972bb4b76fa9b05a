// The components of nhsuk-frontend 10.6.1 that the pages use, as functions of the same names and
// parameters. Each gives the markup that the package's own templates give (held against all of
// its fixtures); what differs, and why, is listed in nhs_fixtures_test.cpp.
#pragma once

#include "html/nhs/button.hpp"
#include "html/nhs/card.hpp"
#include "html/nhs/choices.hpp"
#include "html/nhs/date_input.hpp"
#include "html/nhs/file_upload.hpp"
#include "html/nhs/form.hpp"
#include "html/nhs/header.hpp"
#include "html/nhs/heading.hpp"
#include "html/nhs/icon.hpp"
#include "html/nhs/input.hpp"
#include "html/nhs/message.hpp"
#include "html/nhs/navigation.hpp"
#include "html/nhs/summary_list.hpp"
#include "html/nhs/table.hpp"
#include "html/nhs/task_list.hpp"
#include "html/nhs/textarea.hpp"
