// What is included means what it would mean if its lines were written out.

#include <catch2/catch.hpp>

#include "dsl/image/codec.hpp"
#include "tests/sema/fault_files.hpp"

namespace gradus::test {
namespace {

const std::string k_head = R"(
program p
end program
role clerk
role owner
role boss
subject shop
  field open yes or no
  field opened_on date
  field wares list of ware
end subject
record ware
  field made_on date
  field sold yes or no
end record
rule fresh for ware
  needs sold is no
end rule
)";

Compilation compiled(const std::string& text)
{
    Compilation compilation = compile({{"p.gradus", k_head + text}});
    INFO(render_all(compilation));
    REQUIRE(compilation.image);
    return compilation;
}

// The two programs are one and the same to the engine.
void check_same(const std::string& with_fragment, const std::string& written_out)
{
    const Compilation left = compiled(with_fragment);
    const Compilation right = compiled(written_out);
    CHECK(left.diagnostics.size() == right.diagnostics.size());
    CHECK(encode(*left.image) == encode(*right.image));
}

const std::string k_check = R"(
fragment check "One look"
  given looker role
  given other role is owner
  given done_on event is checked
  given time period is 10 days
  given good state
  given words text is "too late"
  state check "A look"
    task look for looker
      done by done_on
      due in time
      when overdue notify looker "{words}: hurry"
    end task
    on done_on by looker or other
      if opened_on plus time is before today go to good
      if unknown go to again
      otherwise go to good
    end on
  end state
  state again
    on done_on by looker go to check
  end state
end fragment
)";

TEST_CASE("an included fragment means the lines that it stands for, with its givens filled in")
{
    check_same(k_check + R"(
workflow permit for each shop
  starts in asked
  state asked
    on ask by owner go to first
  end state
  include check as first with looker clerk, good granted, words "The first look"
  include check as second
    with looker clerk, other owner or boss, good granted, time 1 year, done_on seen
  state granted
    on ask by owner go to second_again
  end state
end workflow
)",
               R"(
workflow permit for each shop
  starts in asked
  state asked
    on ask by owner go to first
  end state
  state first "A look"
    task first_look for clerk
      done by checked
      due in 10 days
      when overdue notify clerk "The first look: hurry"
    end task
    on checked by clerk or owner
      if opened_on plus 10 days is before today go to granted
      if unknown go to first_again
      otherwise go to granted
    end on
  end state
  state first_again
    on checked by clerk go to first
  end state
  state second "A look"
    task second_look for clerk
      done by seen
      due in 1 year
      when overdue notify clerk "too late: hurry"
    end task
    on seen by clerk or owner or boss
      if opened_on plus 1 year is before today go to granted
      if unknown go to second_again
      otherwise go to granted
    end on
  end state
  state second_again
    on seen by clerk go to second
  end state
  state granted
    on ask by owner go to second_again
  end state
end workflow
)");
}

TEST_CASE("an included fragment stands among the clauses of a rule or of a group")
{
    check_same(R"(
fragment enough
  given number whole number
  given list field
  given what rule
  given since date
  given until field
  needs at least number of list what from since
  needs until.made_on is after since
end fragment
fragment both
  given n whole number is 2
  include enough with number n, list wares, what fresh, since 2010-01-01, until first
end fragment
subject fair
  field first list of ware
end subject
rule stocked for shop
  needs open is yes
  any of
    include only_wares with number 3 
    needs open is no
  end any
end rule
fragment only_wares
  given number whole number
  needs at least number of wares fresh
  needs exactly number of wares where sold is yes
end fragment
)",
               R"(
subject fair
  field first list of ware
end subject
rule stocked for shop
  needs open is yes
  any of
    needs at least 3 of wares fresh
    needs exactly 3 of wares where sold is yes
    needs open is no
  end any
end rule
)");
}

TEST_CASE("an included fragment stands among the fields of a record, where its line does")
{
    check_same(R"(
fragment dates
  given kinds choice
  field held_on date, mandatory
  field kind one of kinds
end fragment
choice kind
  one_kind
  other
end choice
record exam
  field title text
  include dates with kinds kind
  field note text
end record
)",
               R"(
choice kind
  one_kind
  other
end choice
record exam
  field title text
  field held_on date, mandatory
  field kind one of kind
  field note text
end record
)");
}

TEST_CASE("a fragment inside another one takes the names of both")
{
    check_same(R"(
fragment step
  given next state
  given who role
  state step
    on ask by who go to next
  end state
end fragment
fragment two_steps
  given next state
  given boss role
  include step as first with next second, who boss
  include step as second with next next, who clerk
end fragment
workflow permit for each shop
  starts in way_first
  include two_steps as way with next granted, boss owner
  state granted
    on ask by clerk go to way_second
  end state
end workflow
)",
               R"(
workflow permit for each shop
  starts in way_first
  state way_first
    on ask by owner go to way_second
  end state
  state way_second
    on ask by clerk go to granted
  end state
  state granted
    on ask by clerk go to way_second
  end state
end workflow
)");
}

TEST_CASE("lines of a state are included into the state, and its regions into a state in parallel")
{
    check_same(R"(
fragment leaving
  given out state
  task watch "Watch" for clerk
    done by leave
  end task
  on leave by owner go to out
  on entry notify owner "you may leave"
end fragment
fragment a_region
  given finished name is finished
  region a_region
    starts in open
    state open
      on close by clerk go to finished
    end state
    final state finished
    end state
  end region
end fragment
workflow permit for each shop
  starts in work
  state work in parallel
    include leaving with out gone
    include a_region as papers
    include a_region as visit with finished visited
    when done go to gone
  end state
  final state gone
  end state
end workflow
)",
               R"(
workflow permit for each shop
  starts in work
  state work in parallel
    task leaving_watch "Watch" for clerk
      done by leave
    end task
    on leave by owner go to gone
    on entry notify owner "you may leave"
    region papers
      starts in papers_open
      state papers_open
        on close by clerk go to papers_finished
      end state
      final state papers_finished
      end state
    end region
    region visit
      starts in visit_open
      state visit_open
        on close by clerk go to visited
      end state
      final state visited
      end state
    end region
    when done go to gone
  end state
  final state gone
  end state
end workflow
)");
}

}  // namespace
}  // namespace gradus::test
