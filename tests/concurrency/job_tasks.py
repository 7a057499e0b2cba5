"""Workers racing for the same jobs: tasks of the racer."""

JOBS = 100
KIND = "race"


def prepare_jobs() -> dict:
    from accounts.models import User
    from jobs.models import Job
    from tests.concurrency.racer import prepare_station

    prepare_station()
    owner = User.objects.get(username="officer")
    return {"jobs": [str(job.pk) for job in Job.objects.bulk_create([Job(kind=KIND, title="比赛", owner=owner) for _ in range(JOBS)])]}


def same_jobs(number: int, rounds: int, prepared: dict) -> list:
    """Every worker was woken for every job; answer with those that it did."""
    from jobs.registry import Produced, register_kind
    from jobs.services import run_job

    done = []

    def note(job, progress) -> Produced:
        done.append(str(job.pk))
        return Produced(b"x", "x.txt")

    register_kind(KIND, note)
    for job_id in prepared["jobs"]:
        run_job(job_id)
    return done


def naive_jobs(number: int, rounds: int, prepared: dict) -> list:
    """Look, then take: what a worker without a token does."""
    from jobs.models import Job

    done = []
    for job_id in prepared["jobs"]:
        job = Job.objects.get(pk=job_id)
        if job.state == "waiting":
            job.state = "running"
            job.save(update_fields=["state"])
            done.append(job_id)
    return done


TASKS = {"same_jobs": same_jobs, "naive_jobs": naive_jobs}
PREPARE = {"same_jobs": prepare_jobs, "naive_jobs": prepare_jobs}
