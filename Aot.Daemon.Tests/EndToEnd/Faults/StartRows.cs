using Aot.Daemon.Tests.Containers;
using Aot.Daemon.Tests.EndToEnd.Aotd;
using Aot.Daemon.Tests.EndToEnd.Scenarios;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>
/// The rows of a container's start as dockerd orders them (containerStart in its daemon/start.go), and the tests that hold each: a list that is read, and of which the
/// compiler checks that the tests exist. Two rows have nothing to be tested: no AppArmor profile is saved (8), and there are no checkpoints (9).
/// </summary>
public sealed class StartRows
{
    private static readonly Dictionary<string, string[]> Tests = new()
    {
        ["lookup: 404"] = [nameof(StartScenarios.A_host_configuration_is_not_taken)],
        ["checkpoint without experimental: 400"] = [nameof(StartScenarios.A_checkpoint_needs_what_is_not_there)],
        ["a host configuration in the body: 400"] = [nameof(StartScenarios.A_host_configuration_is_not_taken)],
        ["state: paused 409, running 304, removal and dead 409"] = [nameof(StartRowsTests.Row_0_the_state_is_checked_first_and_leaves_no_trace)],
        ["settings verified again: 400"] =
        [
            nameof(StartRowsTests.Row_0_settings_are_verified_again_the_runtime_of_the_record_is_gone),
            nameof(StartRowsTests.Row_0_settings_are_verified_again_a_bind_source_is_gone),
            nameof(StartRowsTests.Row_0_settings_are_verified_again_a_limit_is_impossible),
            nameof(StartScenarios.A_bind_source_that_went_since_the_creation_is_invalid_and_leaves_no_trace),
        ],
        ["1 running already, checkpoint folder 403"] = [nameof(StartRowsTests.Row_1_a_checkpoint_folder_is_forbidden_after_the_state)],
        ["2 a failure is armed"] = [nameof(StartFailureTests.A_failure_at_any_step_leaves_everything_as_before)],
        ["3 the rootfs is mounted"] = [nameof(StartTests.A_started_container_runs_with_its_rootfs_mounted_and_its_state_on_disk)],
        ["4 the network"] =
        [
            nameof(StartRowsTests.Row_4_a_network_of_a_container_that_does_not_run_is_a_conflict),
            nameof(StartScenarios.A_container_whose_network_does_not_run_is_a_conflict),
        ],
        ["5 folders and mounts"] = [nameof(StartTests.A_mount_that_an_earlier_run_left_does_not_stay_below_the_new_one)],
        ["6 the spec: 500"] = [nameof(StartRowsTests.Row_6_whatever_is_wrong_with_the_spec_is_the_systems_failure)],
        ["7 the restart manager begins anew"] = [nameof(StartRowsTests.Row_7_the_count_of_restarts_and_the_users_stop_are_forgotten)],
        ["10 the runtime is looked up and locked in"] =
        [
            nameof(StartRowsTests.Row_10_the_runtime_is_locked_in),
            nameof(StartRowsTests.Row_10_a_runtime_whose_binary_is_gone_fails_the_start),
            nameof(ReloadedRuntimeTests.A_container_is_executed_in_stopped_and_removed_by_the_runtime_that_it_was_started_with),
        ],
        ["11 what a crash left is replaced"] =
        [
            nameof(StartRowsTests.Row_11_a_task_that_a_crash_left_under_the_same_id_is_replaced),
            nameof(CrashMatrixTests.A_death_at_any_step_leaves_the_truth_and_nothing_else),
        ],
        ["12 the task is created, its streams attached"] = [nameof(StartTests.Attachments_that_waited_are_connected)],
        ["13 the network is handed over"] = [nameof(StartRowsTests.Row_4_a_network_of_a_container_that_does_not_run_is_a_conflict)],
        ["14 the task is started: 126, 127, mount type 127"] =
        [
            nameof(StartScenarios.A_command_that_cannot_be_run_is_told_with_the_shells_code),
            nameof(StartScenarios.A_file_mounted_over_a_folder_is_the_users_mistake),
        ],
        ["15 running, record, event, metric"] =
        [
            nameof(StartRowsTests.Row_15_the_truth_is_published_before_it_is_told),
            nameof(ContainerMetricsTests.Actions_that_succeeded_are_counted_and_timed),
            nameof(RestartScenarios.The_events_of_a_life_have_their_order_and_attributes),
        ],
        ["failure: unwound in reverse, error and code 128 unless it has one"] =
        [
            nameof(StartFailureTests.A_failure_at_any_step_leaves_everything_as_before),
            nameof(StartRowsTests.A_failure_keeps_the_exit_code_of_the_last_run_if_it_has_none_of_its_own),
            nameof(StartScenarios.A_failed_start_of_what_ran_before_keeps_it_exited),
        ],
        ["failure: AutoRemove"] =
            [nameof(StartFailureTests.A_container_of_rm_is_removed_and_whoever_waits_has_its_exit_code), nameof(StartScenarios.A_start_that_fails_takes_a_container_of_rm_with_it)],
        ["the crash window"] = [nameof(StartTests.The_intent_is_on_disk_before_the_runtime_is_asked), nameof(CrashMatrixTests.A_death_at_any_step_leaves_the_truth_and_nothing_else)],
    };

    [Fact]
    public void Every_row_of_the_start_has_a_test() => Assert.All(Tests, row => Assert.NotEmpty(row.Value));
}
