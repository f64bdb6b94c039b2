#include "engine/cli/arguments.hpp"

#include <CLI/CLI.hpp>

#include "dsl/base/suggest.hpp"

namespace gradus {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// "NAME=VALUE", as often as given.
void add_pairs(CLI::App& app, const std::string& flag, Pairs& pairs, const std::string& help)
{
    app.add_option_function<std::vector<std::string>>(
           flag,
           [&pairs, flag](const std::vector<std::string>& given) {
               for (const auto& one : given) {
                   const auto equals = one.find('=');
                   if (equals == 0 || equals == std::string::npos)
                       throw CLI::ValidationError(flag,
                                                  "`" + one + "` is not of the form NAME=VALUE");
                   pairs.emplace_back(one.substr(0, equals), one.substr(equals + 1));
               }
           },
           help)
        ->type_name("NAME=VALUE")
        ->expected(1)
        ->take_all();
}

class Builder {
public:
    explicit Builder(Arguments& arguments) : a_(arguments) {}

    void build(CLI::App& app)
    {
        app.require_subcommand(1);
        app.set_version_flag("--version", "gradus 0.1.0");
        app.footer(
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 problems in the input, 4 not found, 5 "
            "conflict,\n"
            "6 daemon not reachable, 7 verification failed.");
        language_verbs(app);
        data_verbs(app);
        client_verbs(app);
    }

private:
    CLI::App* verb(CLI::App& app, const std::string& name, const std::string& help)
    {
        auto* sub = app.add_subcommand(name, help);
        sub->callback([this, name] { a_.verb = name; });
        sub->add_flag("--json", a_.is_json, "print JSON");
        sub->add_option("--format", a_.format, "table, json, jsonl or csv")
            ->check(CLI::IsMember({"table", "json", "jsonl", "csv"}));
        return sub;
    }

    CLI::Option* names(CLI::App* sub, const std::string& what, bool is_needed = true)
    {
        auto* option = sub->add_option("names", a_.names, what);
        return is_needed ? option->required() : option;
    }

    void language_verbs(CLI::App& app)
    {
        auto* check = verb(app, "check", "say what is wrong with programs");
        names(check, "program folders or files");
        check->add_flag("--fix", a_.is_fix, "write the fixes that diagnostics offer");
        check->add_flag("--dry-run", a_.is_dry_run,
                        "with --fix: show the difference, write nothing");
        auto* start = verb(app, "new", "begin a program: a folder that checks, tests and draws");
        names(start, "its name");
        start->add_option("--dir", a_.folder, "its folder; NAME without this");
        auto* fmt = verb(app, "fmt", "lay files out in their one form");
        names(fmt, "program folders or files");
        fmt->add_flag("--check", a_.is_check, "only say which files would change");
        names(verb(app, "explain", "the page of a diagnostic"), "a code such as G0201");
        names(verb(app, "print", "what a stage of the compiler produces"),
              "stage (cst, ast, program, image, graph) and path, or stdlib and a module's name");
        auto* diagram = verb(app, "diagram", "draw a workflow's states");
        names(diagram, "program folder and, where it has several, the workflow");
        diagram->add_option("-o,--output", a_.output, "FILE.dot or FILE.mmd")->required();
        auto* test = verb(app, "test", "run a program's scenarios");
        names(test, "program folder");
        test->add_option("--junit", a_.junit, "write a JUnit report to this file");
        test->add_flag("--coverage", a_.with_coverage, "say what no scenario reaches");
        auto* prove = verb(app, "prove", "decide what a program promises");
        names(prove, "program folder");
        prove->add_option("-o,--output", a_.output,
                          "write scenarios that show what is broken to this file");
        auto* evaluate = verb(app, "evaluate", "ask a rule about a subject, offline");
        names(evaluate, "program folder and rule");
        evaluate->add_option("--subject", a_.subject_file, "the subject's facts, a JSON file");
        evaluate->add_option("--subjects", a_.subjects_file,
                             "many subjects, one JSON object a line");
        evaluate->add_option("--at", a_.at, "the day, such as 2010-10-01");
        add_pairs(*evaluate, "--with", a_.with, "what the rule is given");
        add_pairs(*evaluate, "--parameter", a_.parameters, "another value of a parameter");
        auto* sources =
            verb(app, "sources", "which sentences have a rule, and which rules a sentence");
        names(sources, "program folder");
        add_pairs(*sources, "--source", a_.sources,
                  "the text, to check each fingerprint: NAME=FILE");
        add_pairs(*sources, "--make", a_.make, "print the register of a text: NAME=FILE");
    }

    void data_verbs(CLI::App& app)
    {
        auto* samples = verb(app, "samples", "put a program's samples into an empty data folder");
        names(samples, "program folder");
        samples->add_option("--data", a_.data_folder, "data folder")->required();
        auto* tokens = verb(app, "tokens", "make the tokens by which people are known");
        tokens
            ->add_option("action", a_.action,
                         "init: one for each role and an operator; add: one for a person")
            ->required()
            ->check(CLI::IsMember({"init", "add"}));
        names(tokens, "add: the person", false);
        tokens->add_option("--role", a_.roles, "add: what the person is, as often as needed")
            ->expected(1)
            ->take_all();
        tokens->add_option("--data", a_.data_folder, "data folder")->required();
        auto* serve = verb(app, "serve", "the daemon");
        serve->add_option("--data", a_.data_folder, "data folder")->required();
        serve->add_option("--listen", a_.listen, "ADDRESS:PORT");
        for (const auto& [name, about] :
             {std::pair{"backup", "copy the record to one file, beside a daemon at work"},
              std::pair{"restore", "put a backup into an empty data folder"}}) {
            auto* sub = verb(app, name, about);
            names(sub, "backup file");
            sub->add_option("--data", a_.data_folder, "data folder")->required();
        }
        for (const char* name : {"replay", "verify"}) {
            auto* sub = verb(app, name,
                             std::string(name) == "replay"
                                 ? "decide the record again and compare every byte"
                                 : "check that the record is whole");
            if (std::string(name) == "replay")
                names(sub, "subject; all without one", false);
            client_options(sub);
        }
    }

    void client_options(CLI::App* sub)
    {
        sub->add_option("--data", a_.data_folder,
                        "read this data folder instead of asking a daemon");
        sub->add_option("--server", a_.server, "the daemon, such as http://127.0.0.1:8410")
            ->envname("GRADUS_SERVER");
        sub->add_option("--as", a_.as, "whose token to use: a role's, or operator")
            ->envname("GRADUS_AS");
        sub->add_option("--token-file", a_.token_file,
                        "a file that holds the token and nothing else")
            ->envname("GRADUS_TOKEN_FILE");
    }

    void client_verbs(CLI::App& app)
    {
        auto* deploy = verb(app, "deploy", "make a program the one that holds from now on");
        names(deploy, "program folder");
        deploy->add_option("--reason", a_.reason, "why");
        auto* subjects =
            verb(app, "subjects", "list, show or create subjects; change facts; assign roles");
        names(subjects, "nothing to list; NAME to show; or create|facts|assign|release NAME",
              false);
        subjects->add_option("--facts", a_.facts_file, "a JSON file of facts");
        add_pairs(*subjects, "--set", a_.data, "a fact by its path, or role=… and person=…");
        auto* cases = verb(app, "cases", "list cases, or show those of a subject");
        names(cases, "subject", false);
        cases->add_option("--state", a_.state, "only cases in this state");
        auto* send = verb(app, "send", "report an event");
        names(send, "subject and event");
        add_pairs(*send, "--key", a_.with, "the case's key");
        add_pairs(*send, "--set", a_.data, "a field of the event");
        send->add_option("--reason", a_.reason, "why");
        auto* tasks = verb(app, "tasks", "what people have to do");
        names(tasks, "subject; or show|claim|release|delegate|draft|comment SUBJECT TASK", false);
        tasks->add_option("--role", a_.role, "only tasks that this role may do");
        tasks->add_option("--to", a_.to, "to whom the task is delegated");
        tasks->add_option("--text", a_.text, "the comment");
        add_pairs(*tasks, "--set", a_.data, "a field of the draft");
        for (auto* sub : {send, tasks})
            sub->add_option("--for", a_.on_behalf_of, "who is away, in whose place you act");
        auto* why = verb(app, "why", "what a case waits for, what is missing and why");
        names(why, "subject and, optionally, a rule");
        add_pairs(*why, "--with", a_.with, "what the rule is given");
        why->add_flag("--all", a_.is_all, "show what is met, too");
        names(verb(app, "history", "what happened, and why"), "subject");
        for (const char* name :
             {"deploy", "subjects", "cases", "send", "tasks", "why", "history"}) {
            auto* sub = app.get_subcommand(name);
            client_options(sub);
            sub->add_option("--idempotency-key", a_.idempotency_key, "to repeat a change safely");
        }
    }

    Arguments& a_;
};

std::vector<std::string> verb_names(const CLI::App& app)
{
    std::vector<std::string> names;
    for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(sub->get_name());
    return names;
}

}  // namespace

Parsed parse_arguments(int argc, const char* const* argv)
{
    Arguments arguments;
    CLI::App app{"Gradus runs programs that people have to qualify for.", "gradus"};
    Builder(arguments).build(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& asked) {
        return {std::nullopt, app.exit(asked)};
    } catch (const CLI::ParseError& error) {
        app.exit(error);
        if (argc > 1 && argv[1][0] != '-')
            if (const auto near = suggest(argv[1], verb_names(app)); near && *near != argv[1])
                std::cerr << "did you mean `gradus " << *near << "`?\n";
        return {std::nullopt, 2};
    }
    return {arguments, 0};
}

}  // namespace gradus
