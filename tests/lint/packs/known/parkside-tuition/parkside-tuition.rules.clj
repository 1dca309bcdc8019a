;; Parkside Learning - tuition instalment plans for a trade school
;; field 1: enrolment ("active", "withdrawn", "graduated"); field 2: hardship ("yes")
;; portfolios: 201 Registration Hold, 202 Advisor, 203 Transcript Hold, 204 Collections Agency, 205 Honor Roll

(def hold-days 21)
(def hold-amount 150M)
(def agency-min 250M)

(defrule t-01 "Orientation email"
  :when (and (= loan-status "Open") (< status-loan-age 8))
  :then [(checklist/check {:checklist "Plan" :items ["Orientation"]})] :once :never-again)

(defrule t-02 "Advisor reaches out"
  :when (and (= loan-status "Open") (>= status-days-past-due 7) (< status-days-past-due hold-days))
  :then [(loan/set {:add-portfolios ["Advisor"]})])

(defrule t-03 "Registration hold"
  :when (and (= loan-status "Open") (>= status-days-past-due hold-days) (> status-amount-due hold-amount))
  :then [(loan/set {:add-portfolios ["Registration Hold"] :remove-portfolios ["Advisor"]})]
  :examples [{:given {:status-days-past-due 21 :status-amount-due 150.01M} :fires true}
             {:given {:status-days-past-due 20 :status-amount-due 900M} :fires false}
             {:given {:status-days-past-due 40 :status-amount-due 150M} :fires false}])

(defrule t-04 "Hold lifted"
  :when (and (= true (-> portfolio :201 :active)) (or (< status-days-past-due hold-days) (<= status-amount-due hold-amount)))
  :then [(loan/set {:remove-portfolios ["Registration Hold"]})])

(defrule t-05 "Students who asked for hardship keep their seat as long as they are no more than sixty days behind."
  :when (and (= "yes" (-> settings-custom-fields :2 :value)) (<= status-days-past-due 60))
  :then [(loan/set {:loan-sub-status "Hardship" :remove-portfolios ["Registration Hold"]})]
  :once :while-true)

(defrule t-06 "Hardship ends with the term."
  :when (and (= loan-sub-status "Hardship") (> status-days-past-due 60))
  :then [(loan/set {:loan-sub-status "Enrolled"})])

(defrule t-07 "Refund of the plan fee if the whole plan was paid in its first 60 days."
  :when (and (= loan-status "Open") (<= status-loan-age 60) (<= status-principal-balance 0M) (> status-due-fees 0M))
  :then [(credit/add {:type "Fees only" :category "Plan fee" :charge-off false :amount {:base :due-fees :plus 0M} :info "plan fee" :date :current-date})])

(defrule t-08 "Graduated owing more than one payment: transcript hold."
  :when (and (= "graduated" (-> settings-custom-fields :1 :value)) (> status-amount-due setup-payment))
  :then [(loan/set {:add-portfolios ["Transcript Hold"]})])

(defrule t-09 "Transcript released."
  :when (and (= true (-> portfolio :203 :active)) (<= status-amount-due 0M))
  :then [(loan/set {:remove-portfolios ["Transcript Hold"]})])

(defrule t-10 "Withdrawn students, more than 45 days overdue."
  :when (and (= "withdrawn" (-> settings-custom-fields :1 :value)) (> status-days-past-due 45) (>= status-payoff agency-min))
  :then [(loan/set {:add-portfolios ["Collections Agency"] :loan-sub-status "Agency"})])

(defrule t-11 "Under the agency's minimum we keep it in house."
  :when (and (= true (-> portfolio :204 :active)) (< status-payoff agency-min))
  :then [(loan/set {:remove-portfolios ["Collections Agency"]})])

(defrule t-12
  :when (and (= loan-sub-status "Enrolled") (>= payments-count 5) (= status-unique-delinquencies 0) (< status-days-past-due 1))
  :then [(loan/set {:add-portfolios ["Honor Roll"]})])

(defrule t-13
  :when (and (= true (-> portfolio :205 :active)) (>= status-days-past-due 10))
  :then [(loan/set {:remove-portfolios ["Honor Roll"]})])

(defrule t-14 "Long plans (over 18 instalments) need a cosigner on file."
  :when (and (= loan-status "Open") (> setup-loan-term 18))
  :then [(checklist/uncheck {:checklist "Plan" :items ["Cosigner"]})])

(defrule t-15 "Uncollectible: half a year past due (182 days or more)."
  :when (and (= loan-sub-status "Agency") (>= status-days-past-due 182) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Uncollectible" :charge-off true :amount {:base :payoff :plus 0M} :info "t-15" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule t-16 "rounding differences"
  :when (and (= loan-status "Open") (> status-payoff 0M) (< status-payoff 2M))
  :then [(credit/add {:type "Regular" :category "Rounding" :charge-off false :amount {:base :payoff :plus 0M} :info "t-16" :date :current-date})])

(defnotification t-17 "Text students whose next instalment falls due within 3 days."
  :when (and (= loan-sub-status "Enrolled") (some? status-next-payment-date)
             (<= (u/date-compare status-next-payment-date current-date) 3))
  :sms {:template "due.txt.j2"})
