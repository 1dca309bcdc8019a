;; The ladder from a first reminder to the lawyers, mild before harsh; cures come last.

(defn in-portfolio? [title]
  (contains? (set portfolio-list) title))

(defrule reminder-call
  "5 to 14 days past due: call tomorrow, once for each time the account falls behind."
  :when (and (= loan-status "Open") (<= 5 status-days-past-due 14))
  :then [(loan/set {:follow-up-date {:base :current-date :plus-days 1}})]
  :once :while-true
  :examples [{:given {:loan-status "Open" :status-days-past-due 5} :fires true}
             {:given {:loan-status "Open" :status-days-past-due 4} :fires false}
             {:given {:loan-status "Open" :status-days-past-due 15} :fires false}])

(defrule early-collections
  "15 to 59 days past due and more than $50 owed: early collections."
  :when (and (= loan-status "Open")
             (>= status-days-past-due 15)
             (< status-days-past-due 60)
             (> status-amount-due 50M))
  :then [(loan/set {:add-sub-portfolios ["Early"] :follow-up-date {:base :current-date :plus-days 2}})]
  :examples [{:given {:loan-status "Open" :status-days-past-due 15 :status-amount-due 389.12M} :fires true}
             {:given {:loan-status "Open" :status-days-past-due 15 :status-amount-due 50M} :fires false}
             {:given {:loan-status "Open" :status-days-past-due 60 :status-amount-due 389.12M} :fires false}])

(defrule late-collections
  "60 or more days past due: late collections."
  :when (and (= loan-status "Open") (>= status-days-past-due 60))
  :then [(loan/set {:remove-sub-portfolios ["Early"] :add-sub-portfolios ["Late"]})]
  :examples [{:given {:loan-status "Open" :status-days-past-due 60} :fires true}
             {:given {:loan-status "Open" :status-days-past-due 59} :fires false}])

(defrule broken-promises
  "Two or more broken promises on a late account: watch it, and call again in three days."
  :when (and (= loan-status "Open")
             (> status-days-past-due 0)
             (>= promises-failed-count 2))
  :then [(loan/set {:add-portfolios ["Watch"] :follow-up-date {:base :current-date :plus-days 3}})])

(defrule drafts-off-after-returns
  "Three payments returned for insufficient funds: stop drafting the bank account."
  :when (and (= loan-status "Open")
             settings-autopay-enabled
             (>= payments-nsf-count 3))
  :then [(loan/set {:autopay-status "suspend"})]
  :examples [{:given {:loan-status "Open" :settings-autopay-enabled true :payments-nsf-count 3} :fires true}
             {:given {:loan-status "Open" :settings-autopay-enabled true :payments-nsf-count 2} :fires false}])

(defrule goodwill-late-fee
  "A borrower never yet 30 days late gets one late fee of up to $25 forgiven, once in the life of the loan."
  :when (and (= loan-status "Open")
             (zero? status-unique-delinquencies)
             (> status-due-fees 0M)
             (<= status-due-fees 25M)
             (< status-days-past-due 30))
  :then [(credit/add {:type "Fees only" :category "Goodwill" :amount {:base :due-fees :plus 0M} :info "Goodwill: first late fee"})]
  :once :never-again
  :examples [{:given {:loan-status "Open" :status-due-fees 25M} :fires true}
             {:given {:loan-status "Open" :status-due-fees 25.01M} :fires false}
             {:given {:loan-status "Open" :status-due-fees 0M} :fires false}])

(defrule legal-review
  "100 or more days past due and more than $5,000 to pay off: the lawyers look at it."
  :when (and (= loan-status "Open")
             (>= status-days-past-due 100)
             (> status-payoff 5000M))
  :then [(loan/set {:add-portfolios ["Legal"]})]
  :examples [{:given {:loan-status "Open" :status-days-past-due 100 :status-payoff 5000.01M} :fires true}
             {:given {:loan-status "Open" :status-days-past-due 100 :status-payoff 5000M} :fires false}])

(defrule bankruptcy-hold
  "An active bankruptcy stops collection: drafts off, out of every collections list."
  :when (and (= loan-status "Open") bankruptcy-active)
  :then [(loan/set {:loan-sub-status "Bankruptcy" :autopay-status "suspend" :follow-up-date nil
                    :remove-portfolios ["Collections" "Legal" "Watch"]})])

(defrule cured
  "Nothing past due any more: out of collections and off the watch list."
  :when (and (= loan-status "Open")
             (<= status-days-past-due 0)
             (or (in-portfolio? "Collections") (in-portfolio? "Watch")))
  :then [(loan/set {:remove-portfolios ["Collections" "Watch"] :follow-up-date nil})])
